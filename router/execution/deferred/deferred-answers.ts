import type { Caller } from '@depachika/identity/caller.ts';
import { withLanguage } from '@depachika/messages/language.ts';
import type { Logger } from 'pino';
import type { DeferredOperation } from '../../operation/deferral/deferral.ts';
import type { PreparedOperation } from '../../operation/operations.ts';
import { brokenRequest, type PublicError, type PublicResult } from '../../operation/public-errors.ts';
import type { Variables } from '../../operation/variables.ts';
import type { answerErrors } from '../answer-errors.ts';
import type { costExtension } from '../cost-extension.ts';
import { beforeDeadline, requestTimeout } from '../merged-queries.ts';
import type { OwnExecutor } from '../plan/own-executor.ts';
import type { PlanSource } from '../plan/plan-source.ts';
import type { ReadChoice } from '../read-choice.ts';
import type { RequestScope } from '../request-scope.ts';
import type { PartAnswer } from './part-answer.ts';
import type { Delivery, OwnParts, PendingPart } from './pending-parts.ts';

/** A part that its client may read. */
export type PublicPart = Pick<PublicResult, 'data' | 'errors'>;

/** An answer of which parts come later. */
export interface AnswerInParts {
  readonly first: PublicResult;
  /** Empty when the first is all. */
  readonly begun: readonly PendingPart[];
  /**
   * To be called again while the last one says that there is more. Never rejects: what can come no more is null, with an error
   * that says why.
   */
  next(): Promise<Delivery<PublicPart>>;
}

export interface DeferredExecution {
  readonly prepared: PreparedOperation;
  readonly deferred: DeferredOperation;
  readonly variables: Variables;
  readonly scope: RequestScope;
}

export interface DeferredAnswersOptions {
  /** Undefined where another executor knows no parts: then nothing is deferred, and nobody asks for any. */
  readonly own: Pick<OwnExecutor, 'executeInParts'> | undefined;
  readonly sources: Readonly<Record<string, PlanSource>>;
  readonly answers: ReturnType<typeof answerErrors>;
  readonly withCost: ReturnType<typeof costExtension>;
  /** Absent: everybody reads the primary. */
  readonly reads: Pick<ReadChoice, 'readsOf'> | undefined;
  /** To be awaited before a mutation of this caller begins, and after it was answered. */
  readonly changed: (caller: Caller) => Promise<void>;
  readonly logger: Pick<Logger, 'error'>;
}

/** Executes operations whose client takes an answer in parts. All parts have the time and the size of one answer. */
export function deferredAnswers(
  options: DeferredAnswersOptions,
): (execution: DeferredExecution) => Promise<AnswerInParts> {
  const { own, sources, answers, withCost, reads, changed, logger } = options;

  return async ({ scope, ...execution }) => {
    const { caller } = scope;
    if (execution.prepared.operation.operation === 'query')
      return execute({ ...execution, scope: { ...scope, reads: await reads?.readsOf(caller) } });
    await changed(caller);
    return execute({ ...execution, scope }).finally(() => changed(caller));
  };

  async function execute(execution: DeferredExecution): Promise<AnswerInParts> {
    const { deferred, variables, scope, prepared } = execution;
    if (!own) throw new Error('This executor knows no parts: nothing is deferred');
    const { plan, asked, planned, labels } = deferred;
    const isMutation = prepared.operation.operation === 'mutation';
    let parts: OwnParts | undefined;
    const executed = own
      .executeInParts({ plan, asked, planned, variables, sources, scope }, { isMutation, labels })
      .then((all): PublicResult => {
        parts = all;
        if (scope.answer.refused) return { errors: [scope.answer.refused] };
        return withCost(answers.publicResult(all.first, { scope }), execution);
      });
    const first = await beforeDeadline(scope, executed);
    const begun = parts && first.data ? parts.begun : [];
    return { first, begun, next: begun.length > 0 ? laterParts(parts!, execution) : noMore };
  }

  function laterParts(parts: OwnParts, { scope }: DeferredExecution): AnswerInParts['next'] {
    const waiting = new Map(parts.begun.map((part) => [part.id, part]));
    const stopped = whenAborted(scope);
    // Whoever reads the parts asks for them at a time of their own.
    return () => withLanguage(scope.language, next);

    async function next(): Promise<Delivery<PublicPart>> {
      try {
        const delivery = await Promise.race([parts.next(), stopped]);
        const refused = scope.answer.refused ?? (delivery ? undefined : requestTimeout(scope.requestId));
        return refused ? failedParts([...waiting.values()], refused) : told(delivery!, scope, waiting);
      } catch (error) {
        logger.error({ err: error, requestId: scope.requestId }, 'The deferred parts of an answer broke');
        return failedParts([...waiting.values()], brokenRequest(error, scope.requestId));
      }
    }
  }

  function told(
    { finished, begun, hasNext }: Delivery<PartAnswer>,
    scope: RequestScope,
    waiting: Map<string, PendingPart>,
  ): Delivery<PublicPart> {
    for (const part of begun) waiting.set(part.id, part);
    return {
      finished: finished.map(({ answer, ...of }) => {
        waiting.delete(of.part.id);
        return { ...of, answer: answers.publicResult(answer, { scope }) };
      }),
      begun,
      hasNext,
    };
  }
}

/** No more will come of these. */
export function failedParts(parts: readonly PendingPart[], error: PublicError): Delivery<PublicPart> {
  const answer = { data: null, errors: [error] };
  return { finished: parts.map((part) => ({ part, answer, known: new Set() })), begun: [], hasNext: false };
}

async function noMore(): Promise<Delivery<PublicPart>> {
  return { finished: [], begun: [], hasNext: false };
}

function whenAborted({ signal }: RequestScope): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
