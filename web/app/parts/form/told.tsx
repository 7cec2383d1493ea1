import type { MouseEvent } from 'react';
import { useActionData, useSearchParams } from 'react-router';
import type { Refusal } from './refused.ts';

/**
 * Above a form: what it came to. A refusal leads to each field at fault, beside which it is said what is wrong.
 * @param done words by the name under which a form's answer leads back to the page: `?done=<name>`
 */
export function Told({ done = {} }: { readonly done?: Readonly<Record<string, string>> }) {
  const refusal = useRefusal();
  const [search] = useSearchParams();
  const name = search.get('done');
  const text = name !== null && Object.hasOwn(done, name) ? done[name] : undefined;
  if (refusal) return <Refused {...refusal} />;
  if (!text) return null;
  return (
    <p className="told" role="status">
      {text}
    </p>
  );
}

/** The alert itself. Its links lead to fields by their ids. */
export function Refused({ refused, wrong = [] }: Refusal) {
  return (
    <div className="alert" role="alert">
      <p>{refused}</p>
      {wrong.length > 0 && (
        <ul>
          {wrong.map(({ field, says }) => (
            <li key={field}>
              <a href={`#${field}`} onClick={(click) => goTo(field, click)}>
                {says}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The router would take the link for another page, of which nothing was refused. Without scripts the link does it. */
function goTo(field: string, click: MouseEvent<HTMLAnchorElement>): void {
  click.preventDefault();
  document.getElementById(field)?.focus();
}

export function useRefusal(): Refusal | undefined {
  const outcome = useActionData() as Refusal | undefined;
  return outcome && 'refused' in outcome ? outcome : undefined;
}
