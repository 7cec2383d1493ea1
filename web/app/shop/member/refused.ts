import { data } from 'react-router';
import type { Language } from '../../messages/language.ts';
import { type RefusedBy, refusalIn } from '../../messages/refusal.ts';

/** The page once more, with why its form was refused. */
export function refused(language: Language, problem: RefusedBy) {
  const status = problem.__typename === 'TooManyAttempts' ? 429 : 422;
  return data({ refused: refusalIn(language, problem), field: problem.field }, { status });
}
