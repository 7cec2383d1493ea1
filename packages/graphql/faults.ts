import type { FaultCode } from '@depachika/database/fault-codes.ts';
import { isUnstorableText } from '@depachika/database/faults.ts';
import { type Language, withLanguage } from '@depachika/messages/language.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { withRequestId } from '@depachika/telemetry/request-id.ts';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { codedError } from './errors.ts';
import { shownFault } from './shown-fault.ts';

/** What {@link withoutFaults} needs to tell the log which request failed, and its reader that it did. */
export interface FaultReport {
  readonly logger: Logger;
  readonly requestId: string;
  /** Of who reads the answer. */
  readonly language: Language;
}

/** Runs `run` for this request: its log lines have the id, and what it says is for who reads the answer. */
export function inRequest<T>({ requestId, language }: FaultReport, run: () => T): T {
  return withRequestId(requestId, () => withLanguage(language, run));
}

/** The result as it may leave the process: errors with a stable code pass, all else is logged and masked. */
export function withoutFaults(result: ExecutionResult, report: FaultReport): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map((error) => publicError(error, report));
  return { ...result, errors };
}

/** One error as it may leave the process; faults are logged with the request's id, which is in their answer too. */
export function publicError(error: unknown, report: FaultReport): GraphQLError {
  const located = error instanceof GraphQLError ? error : undefined;
  if (typeof located?.extensions.code === 'string') return located;
  const cause = located?.originalError ?? error;
  // graphql-js names the node of a variable or argument that does not coerce; what resolvers throw has none of its own.
  const badInput =
    located && isBadInput(located, cause)
      ? located.message
      : isUnstorableText(cause)
        ? shared.textHoldsNul
        : undefined;
  const coded =
    badInput === undefined
      ? fault(cause, located?.path?.join('.'), report)
      : codedError('BAD_USER_INPUT', badInput);
  return new GraphQLError(coded.message, {
    nodes: located?.nodes,
    source: located?.source,
    positions: located?.positions,
    path: located?.path,
    extensions: coded.extensions,
  });
}

function isBadInput(error: GraphQLError, cause: unknown): boolean {
  if (error.path === undefined) return error.nodes !== undefined;
  return cause instanceof GraphQLError && cause.nodes !== undefined && cause.originalError === undefined;
}

function fault(cause: unknown, path: string | undefined, { logger, requestId }: FaultReport): GraphQLError {
  const { code, message } = shownFault(cause);
  if (!UNLOGGED.has(code)) logger.error({ err: cause, requestId, path }, 'A request failed');
  return codedError(code, message, { requestId });
}

/** Their cause is in the code, and a line for each would be one more load. */
const UNLOGGED: ReadonlySet<string> = new Set<FaultCode>(['OVERLOADED', 'FORBIDDEN']);
