import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './shop-process.ts';

/** The text of a trusted operation of the shop's own clients. @param name of its file: `place-order` */
export function operation(name: string): string {
  return readFileSync(join(PROJECT, 'schema/operations', `${name}.graphql`), 'utf8');
}
