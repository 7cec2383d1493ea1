import { data } from 'react-router';

/** An address outside both languages. */
export function loader(): never {
  throw data(null, { status: 404 });
}
