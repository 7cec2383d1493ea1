import { isUnstorableText, troubleOf } from '@depachika/database/faults.ts';
import type { RpcCode, SubgraphCode } from '@depachika/schema/error-codes.ts';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { codedError } from './errors.ts';

/** What {@link withoutFaults} needs to tell the log which request failed. */
export interface FaultReport {
  readonly logger: Logger;
  readonly requestId: string;
}

/** The result as it may leave the process: errors with a stable code pass, all else is logged and masked. */
export function withoutFaults(result: ExecutionResult, report: FaultReport): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map((error) => publicError(error, report));
  return { ...result, errors };
}

/** One error as it may leave the process; faults are logged with the request's id. */
export function publicError(error: unknown, report: FaultReport): GraphQLError {
  const located = error instanceof GraphQLError ? error : undefined;
  const known = located && typeof located.extensions.code === 'string' ? located : knownError(error);
  const coded = known ?? masked(error, report);
  if (coded === error) return coded;
  return new GraphQLError(coded.message, {
    nodes: located?.nodes,
    source: located?.source,
    positions: located?.positions,
    path: located?.path,
    extensions: coded.extensions,
  });
}

/** Errors of other layers, by their own stable codes: see `Overloaded` of the database and `RpcError`. */
const TRANSLATED = {
  OVERLOADED: { code: 'OVERLOADED', message: 'Too much is going on: try again shortly' },
  RESOURCE_EXHAUSTED: { code: 'OVERLOADED', message: 'Too much is going on: try again shortly' },
  UNAVAILABLE: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'A part of the shop cannot be reached: try again shortly',
  },
  DEADLINE_EXCEEDED: { code: 'DEADLINE_EXCEEDED', message: 'A part of the shop took too long: try again' },
  PERMISSION_DENIED: { code: 'FORBIDDEN', message: 'You may not do this' },
} as const satisfies Partial<
  Record<RpcCode | 'OVERLOADED', { readonly code: SubgraphCode; readonly message: string }>
>;

function knownError(error: unknown): GraphQLError | undefined {
  const cause = error instanceof GraphQLError ? error.originalError : error;
  // graphql-js names the node of a variable or argument that does not coerce; what resolvers throw has none of its own.
  if (error instanceof GraphQLError && isBadInput(error, cause))
    return codedError('BAD_USER_INPUT', error.message);
  if (cause && isUnstorableText(cause)) return codedError('BAD_USER_INPUT', 'A text holds a NUL');
  const code = (cause as { code?: unknown } | undefined)?.code;
  if (typeof code !== 'string' || !Object.hasOwn(TRANSLATED, code)) return undefined;
  const translated = TRANSLATED[code as keyof typeof TRANSLATED];
  return codedError(translated.code, translated.message);
}

function isBadInput(error: GraphQLError, cause: unknown): boolean {
  if (error.path === undefined) return error.nodes !== undefined;
  return cause instanceof GraphQLError && cause.nodes !== undefined && cause.originalError === undefined;
}

function masked(error: unknown, { logger, requestId }: FaultReport): GraphQLError {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const path = error instanceof GraphQLError ? error.path?.join('.') : undefined;
  logger.error({ err: cause, requestId, path }, 'A request failed');
  const trouble = troubleOf(cause);
  if (trouble) {
    const { code, message } = TRANSLATED[trouble === 'late' ? 'DEADLINE_EXCEEDED' : 'UNAVAILABLE'];
    return codedError(code, message, { requestId });
  }
  return codedError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side', { requestId });
}
