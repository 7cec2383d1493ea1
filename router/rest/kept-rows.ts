import type { KeptAnswer } from '../execution/kept/kept-answer.ts';
import type { FoundAnswer } from '../execution/kept/kept-answers.ts';
import type { RestProblem } from './problems.ts';
import { type AnswerContext, type RestAnswer, restAnswer } from './rest-answer.ts';

/** A public answer as its row tells it. */
export interface KeptRow extends Pick<RestAnswer, 'status' | 'headers'> {
  readonly found: FoundAnswer;
}

interface Told extends Pick<RestAnswer, 'status' | 'headers'> {
  readonly url: string;
  readonly kept: KeptAnswer;
}

/**
 * By the graph's answer. Of one answer the last address alone is remembered: others may write the same question in ever other
 * ways, and what they write names the pages around a page.
 */
const TOLD = new WeakMap<KeptAnswer, Told>();

/** @returns what is sent for a public answer of the graph: read and written once, then as it was */
export function keptRow(found: FoundAnswer, context: AnswerContext): KeptRow | RestProblem {
  const known = TOLD.get(found.kept);
  const told = known?.url === context.url ? known : toldOnce(found.kept, context);
  if ('code' in told) return told;
  TOLD.set(found.kept, told);
  const { status, headers, kept } = told;
  return { status, headers, found: { ...found, kept } };
}

/** The tag names the data, of which the row makes the same body each time. */
function toldOnce(kept: KeptAnswer, context: AnswerContext): Told | RestProblem {
  const answer = restAnswer(JSON.parse(kept.text), context);
  if ('code' in answer) return answer;
  const { status, headers, body } = answer;
  return { status, headers, url: context.url, kept: { ...kept, text: JSON.stringify(body) } };
}
