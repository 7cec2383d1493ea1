import { shared } from '@depachika/messages/shared/shared-messages.ts';
import type { Logger } from 'pino';
import type { PreparedOperation } from '../operation/operations.ts';
import {
  errorInNameOf,
  type PublicError,
  type PublicResult,
  routerError,
} from '../operation/public-errors.ts';
import type { Variables } from '../operation/variables.ts';
import type { ReadChoice } from './read-choice.ts';
import type { RequestScope } from './request-scope.ts';
import { READ_YOUR_WRITES_MS } from './write-marks.ts';

/** A query that was admitted. */
export interface AdmittedQuery {
  readonly prepared: PreparedOperation;
  readonly variables: Variables;
  readonly scope: RequestScope;
  /** What its answer is made into; undefined: nothing. */
  readonly form?: 'written' | undefined;
}

/** What was found out, whatever it was made into. */
export interface Answered {
  readonly errors?: readonly PublicError[] | undefined;
}

/** Answers the same queries that are in hand at one time by one execution. */
export interface MergedQueries {
  /** @param execute must end when its scope is aborted */
  answer<Result extends Answered>(
    query: AdmittedQuery,
    execute: (scope: RequestScope) => Promise<Result>,
  ): Promise<Result | PublicResult>;
  /** Something was changed: nobody joins what began before. */
  changed(): void;
}

export interface MergedQueriesOptions {
  readonly logger: Pick<Logger, 'info'>;
  /** Knows who has learned of a change, here or at another router. */
  readonly reads?: Pick<ReadChoice, 'hasJustWritten'> | undefined;
}

interface Execution<Result extends Answered = Answered> {
  readonly sinceMs: number;
  readonly requestId: string;
  readonly result: Promise<Result>;
  readonly over: AbortController;
  waiting: number;
  isOver: boolean;
}

/**
 * The same are queries of one text and operation, with the same variables, of one caller, in one language and form, that may read at
 * the same place: each has been admitted by itself. Each waits no longer than its own time; the execution is aborted when nobody waits any
 * more. Nobody joins one whose first request has left it, so that none lasts longer than two requests may. Nor does anybody who may
 * know of a change that it does not: who has changed something or was told of it by an event just now, and nobody after a mutation.
 */
export function mergedQueries({ logger, reads }: MergedQueriesOptions): MergedQueries {
  let running: WeakMap<PreparedOperation, Map<string, Execution>> = new WeakMap();

  return {
    async answer<Result extends Answered>(
      query: AdmittedQuery,
      execute: (scope: RequestScope) => Promise<Result>,
    ) {
      const { scope } = query;
      const key = keyOf(query);
      if (joinable(query.prepared, key) && (await reads?.hasJustWritten(scope.caller)))
        return beforeDeadline(scope, execute(scope));
      // Of one form.
      const known = joinable(query.prepared, key) as Execution<Result> | undefined;
      return known ? join(known, scope) : lead(query, key, execute);
    },
    changed() {
      running = new WeakMap();
    },
  };

  function joinable(prepared: PreparedOperation, key: string): Execution | undefined {
    const known = running.get(prepared)?.get(key);
    // Who was told of a change longer ago is not known any more.
    return known && performance.now() - known.sinceMs < READ_YOUR_WRITES_MS ? known : undefined;
  }

  async function lead<Result extends Answered>(
    { prepared, scope }: AdmittedQuery,
    key: string,
    execute: (scope: RequestScope) => Promise<Result>,
  ): Promise<Result | PublicResult> {
    const same = running.get(prepared) ?? new Map<string, Execution>();
    running.set(prepared, same);
    const execution = begin(scope, execute);
    same.set(key, execution);
    try {
      return await wait(execution, scope);
    } finally {
      if (same.get(key) === execution) same.delete(key);
    }
  }

  /** What is logged of the execution has the id of another request: who is told of an error must find it all the same. */
  async function join<Result extends Answered>(
    execution: Execution<Result>,
    scope: RequestScope,
  ): Promise<Result | PublicResult> {
    const result = await wait(execution, scope);
    const { requestId: executedAs } = execution;
    if (result.errors)
      logger.info({ requestId: scope.requestId, executedAs }, 'Answered by another execution');
    return result;
  }
}

function keyOf({ scope, variables, form }: AdmittedQuery): string {
  return JSON.stringify([scope.caller, scope.language, scope.reads ?? null, form ?? null, variables]);
}

function begin<Result extends Answered>(
  scope: RequestScope,
  execute: (scope: RequestScope) => Promise<Result>,
): Execution<Result> {
  const over = new AbortController();
  const result = execute({ ...scope, signal: over.signal });
  const sinceMs = performance.now();
  const execution: Execution<Result> = {
    requestId: scope.requestId,
    sinceMs,
    result,
    over,
    waiting: 0,
    isOver: false,
  };
  const end = () => {
    execution.isOver = true;
  };
  result.then(end, end);
  return execution;
}

async function wait<Result extends Answered>(
  execution: Execution<Result>,
  { signal, requestId }: RequestScope,
): Promise<Result | PublicResult> {
  execution.waiting += 1;
  try {
    return inNameOf(requestId, execution, await beforeDeadline({ signal, requestId }, execution.result));
  } finally {
    execution.waiting -= 1;
    if (execution.waiting === 0 && !execution.isOver) execution.over.abort();
  }
}

/** Errors name the request that was executed, and everybody else's must name their own. */
function inNameOf<Result extends Answered>(
  requestId: string,
  { requestId: executed }: Execution,
  result: Result,
): Result {
  if (!result.errors || requestId === executed) return result;
  return { ...result, errors: result.errors.map((error) => errorInNameOf(error, { requestId, executed })) };
}

/** @returns the result, or what a request is told whose time is over first */
export async function beforeDeadline<Result extends Answered>(
  { signal, requestId }: Pick<RequestScope, 'signal' | 'requestId'>,
  result: Promise<Result>,
): Promise<Result | PublicResult> {
  let stop: (() => void) | undefined;
  const late = new Promise<PublicResult>((resolve) => {
    stop = () => resolve({ data: null, errors: [requestTimeout(requestId)] });
    signal.addEventListener('abort', stop, { once: true });
  });
  if (signal.aborted) stop?.();
  try {
    return await Promise.race([result, late]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}

export function requestTimeout(requestId: string): PublicError {
  return routerError('REQUEST_TIMEOUT', shared.requestTimeout, {
    status: 504,
    extensions: { requestId },
  });
}
