import { codesOf, type ErrorCode, outcomeOf } from '@depachika/schema/error-outcomes.ts';
import { routerErrorWithin } from '../../operation/public-errors.ts';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';

/** What is said for this moment, by somebody who may answer in the next. */
const FOR_NOW: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'OVERLOADED',
  'SERVICE_UNAVAILABLE',
  'SUBGRAPH_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
]);

/** True when a subgraph that answers a subscription with this may open it a moment later. */
export function isRefusedForNow({ errors }: SubgraphAnswer): boolean {
  return codesOf(errors).some((code) => FOR_NOW.has(code));
}

/** True when a transport that throws this may reach its subgraph a moment later. */
export function isAwayForNow(error: unknown): boolean {
  const judged = routerErrorWithin(error);
  return judged !== undefined && isRefusedForNow({ errors: [judged] });
}

/** True for what is a fault, of whatever kind: what could be opened once is opened again after it. */
export function isFault({ errors }: SubgraphAnswer): boolean {
  return outcomeOf(codesOf(errors)) === 'fault';
}

/** True when there is no event in it: a subgraph says in this way that its source has failed. */
export function tellsOfEnd(answer: SubgraphAnswer): boolean {
  return answer.data === undefined && isFault(answer);
}

/** True when the event was there and could not be read: it can be asked for again, whole. */
export function isUnreadForNow(answer: SubgraphAnswer): boolean {
  const isEmpty = Object.values(answer.data ?? {}).every((value) => value === null);
  return isEmpty && isRefusedForNow(answer);
}
