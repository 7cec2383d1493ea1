import type { Clock } from '@depachika/clock/clock.ts';
import { anonymous } from '@depachika/identity/caller.ts';
import { codesOf, type ErrorCode } from '@depachika/schema/error-outcomes.ts';
import type { PreparedOperation } from '../../operation/operations.ts';
import type { PublicResult } from '../../operation/public-errors.ts';
import type { Variables } from '../../operation/variables.ts';
import type { FederatedExecutor } from '../federated-executor.ts';
import { type OpenScope, type ScopeOwner, withScope } from '../request-scope.ts';
import { answerTag, type KeptOperation } from './answer-key.ts';
import type { KeptAnswer } from './kept-answer.ts';

export interface AnswerMakerOptions {
  readonly executor: Pick<FederatedExecutor, 'execute'>;
  readonly openScope: OpenScope;
  /** Larger answers are not kept. */
  readonly answerBytes: number;
  readonly clock: Clock;
}

/** An operation of which answers are kept, and whose request asks for it. */
export interface AskedOperation {
  readonly prepared: PreparedOperation;
  readonly kept: KeptOperation;
  readonly variables: Variables;
  readonly owner: ScopeOwner;
}

/** Said of an answer with errors, with parts left out, or too large. It is right for its request alone. */
export class NotKept extends Error {
  readonly result: PublicResult;
  /** A domain does not answer, and nothing else is wrong. */
  readonly isAway: boolean;
  /** The request that was executed, which its errors name. */
  readonly executed: string;
  constructor(result: PublicResult, executed: string) {
    super('An answer is not kept');
    this.executed = executed;
    const codes = codesOf(result.errors);
    this.result = result;
    this.isAway = codes.length > 0 && codes.every((code) => AWAY.has(code));
  }
}

const AWAY: ReadonlySet<ErrorCode> = new Set([
  'SUBGRAPH_UNAVAILABLE',
  'SERVICE_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
]);

/** Makes an answer for everybody: as somebody unknown, at the primary, joining nothing that began before. Throws {@link NotKept}. */
export async function makeAnswer(
  { executor, openScope, answerBytes, clock }: AnswerMakerOptions,
  { prepared, kept, variables, owner }: AskedOperation,
): Promise<KeptAnswer> {
  const atMs = clock.now().getTime();
  const result = await withScope(openScope, { ...owner, caller: anonymous }, (scope) =>
    executor.execute(prepared, variables, { ...scope, forEverybody: true }),
  );
  if (!result.data || result.errors) throw new NotKept(result, owner.requestId);
  const text = `{"data":${JSON.stringify(result.data)}}\n`;
  if (Buffer.byteLength(text) > answerBytes) throw new NotKept(result, owner.requestId);
  return { text, tag: answerTag(text), atMs, maxAgeMs: kept.maxAgeMs };
}
