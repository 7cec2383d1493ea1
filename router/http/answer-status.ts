import type { ErrorCode } from '@depachika/schema/error-outcomes.ts';

/** What GraphQL finds in a document or its variables, in a request with which HTTP has no fault to find. */
const FOUND_BY_GRAPHQL: ReadonlySet<ErrorCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

/**
 * The status of an answer follows its media type, as GraphQL over HTTP has it. A client that asks for `application/json` cannot
 * tell whether a status is the graph's or that of something on the way, and reads the body of a 200 alone.
 * @param answer.status as it is for `application/graphql-response+json`
 */
export function answerStatus(answer: {
  readonly status: number;
  readonly mediaType: string | undefined;
  readonly codes: readonly ErrorCode[];
}): number {
  const { status, mediaType = '', codes } = answer;
  const isFound = status === 400 && codes.length > 0 && codes.every((code) => FOUND_BY_GRAPHQL.has(code));
  return isFound && mediaType.startsWith('application/json') ? 200 : status;
}
