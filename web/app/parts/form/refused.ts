import { data } from 'react-router';
import type { Language } from '../../messages/language.ts';
import { type RefusedBy, refusalIn, type WrongField, wrongFieldsIn } from '../../messages/refusal.ts';

/** Why the form of a page was refused. */
export interface Refusal {
  readonly refused: string;
  /** Every field at fault, in the order in which the graph found them. */
  readonly wrong?: readonly WrongField[];
  /** What was typed, but no password: a page that was made anew shows it again. */
  readonly typed?: Readonly<Record<string, string>>;
}

/** The page once more, with why its form was refused, and what was typed into it. */
export function refused(language: Language, problem: RefusedBy, form?: FormData) {
  const wrong = wrongFieldsIn(language, problem);
  const status = problem.__typename === 'TooManyAttempts' ? 429 : 422;
  // What is wrong with fields stands beside them.
  const reason = refusalIn(language, wrong.length > 0 ? { __typename: problem.__typename } : problem);
  return refusedFor(reason, { status, wrong, form });
}

/** The same for what the page itself refuses. @param status of the answer, by default 422 */
export function refusedFor(
  reason: string,
  {
    status = 422,
    wrong = [],
    form,
  }: {
    readonly status?: number;
    readonly wrong?: readonly WrongField[];
    readonly form?: FormData | undefined;
  } = {},
) {
  return data<Refusal>({ refused: reason, wrong, typed: form ? typedInto(form) : {} }, { status });
}

function typedInto(form: FormData): Record<string, string> {
  const texts = [...form].filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && !/password/i.test(entry[0]),
  );
  return Object.fromEntries(texts);
}
