import { shared } from '@depachika/messages/shared/shared-messages.ts';
import type { RouterCode } from '@depachika/schema/error-codes.ts';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import {
  type PublicError,
  type PublicResult,
  publicError,
  routerError,
  routerErrorWithin,
} from '../operation/public-errors.ts';
import type { OwnResult } from './plan/own-executor.ts';
import type { RequestScope } from './request-scope.ts';

/** What an execution says of the errors in its answer. */
export interface Reported {
  readonly scope: RequestScope;
  /** Names of sources in errors, where they differ from subgraphs' names. */
  readonly subgraphNamed?: Readonly<Record<string, string>>;
}

/** What an executor has come to; what clients ask about the graph itself is always complete. */
type Executed = ExecutionResult & Partial<Pick<OwnResult, 'incomplete'>>;

/** Translates what subgraphs and the gateway report into errors that clients may see, and logs the causes. */
export function answerErrors({
  logger,
  production,
}: {
  readonly logger: Logger;
  readonly production: boolean;
}): {
  publicResult(result: Executed, execution: Reported): PublicResult;
} {
  return { publicResult };

  /** A null where the schema promises a value is an error for the client, even when no subgraph reported one. */
  function publicResult(result: Executed, execution: Reported): PublicResult {
    const { data = null, errors: reported = [], incomplete = [] } = result;
    if (reported.length === 0 && incomplete.length === 0) return { data };
    const errors = reported.map((error) => report(named(error, execution), execution.scope));
    const missing = incomplete.map((error) => incompleteData(error, execution.scope));
    return { data, errors: [...errors, ...missing] };
  }

  function report(error: GraphQLError, { requestId }: RequestScope): PublicError {
    const shown = publicError(error, { requestId, production });
    if (LOGGED_CODES.has(shown.extensions.code))
      logger.error(
        { err: causeOf(error), requestId, subgraph: error.extensions.serviceName },
        'A subgraph failed',
      );
    return shown;
  }

  function incompleteData(error: GraphQLError, scope: RequestScope): PublicError {
    logger.warn(
      { requestId: scope.requestId, path: error.path, reason: error.message },
      'An answer is incomplete',
    );
    return routerError('INCOMPLETE_DATA', shared.incompleteData, {
      path: error.path,
      extensions: { requestId: scope.requestId },
    });
  }
}

/** Faults that no subgraph has logged, or not with what its answer was. */
const LOGGED_CODES: ReadonlySet<unknown> = new Set<RouterCode>([
  'INTERNAL_SERVER_ERROR',
  'SUBGRAPH_UNAVAILABLE',
]);

/** A source that throws is reported by the gateway as a bare error: it gets the shape of the others here. */
function named(error: unknown, execution: Reported): GraphQLError {
  if (!(error instanceof GraphQLError)) {
    const cause = error instanceof Error ? error : new Error(String(error));
    return new GraphQLError(cause.message, { originalError: cause });
  }
  const serviceName = error.extensions.serviceName;
  const subgraph = typeof serviceName === 'string' ? execution.subgraphNamed?.[serviceName] : undefined;
  if (subgraph) error.extensions.serviceName = subgraph;
  return error;
}

function causeOf(error: GraphQLError): unknown {
  return routerErrorWithin(error)?.cause ?? error.originalError ?? error;
}
