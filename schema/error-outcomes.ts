import type { ERROR_CODES } from './error-codes.ts';

export type ErrorCode = keyof typeof ERROR_CODES;

/** What came of a request: answered, refused for what the client did or asked too much of, or failed by our fault. */
export type AnswerOutcome = 'ok' | 'refused' | 'fault';

/** Whose doing each code is. A code without a class does not compile, and so is never counted as the wrong one. */
export const OUTCOME_OF_CODE = {
  UNAUTHENTICATED: 'refused',
  TOKEN_EXPIRED: 'refused',
  FORBIDDEN: 'refused',
  INTROSPECTION_DISABLED: 'refused',
  BAD_USER_INPUT: 'refused',
  BAD_REQUEST: 'refused',
  UNSUPPORTED_MEDIA_TYPE: 'refused',
  BATCHING_DISABLED: 'refused',
  CSRF_PREVENTED: 'refused',
  NOT_FOUND: 'refused',
  GRAPHQL_PARSE_FAILED: 'refused',
  GRAPHQL_VALIDATION_FAILED: 'refused',
  OPERATION_RESOLUTION_FAILURE: 'refused',
  PERSISTED_QUERY_NOT_FOUND: 'refused',
  PERSISTED_QUERY_NOT_IN_LIST: 'refused',
  QUERY_NOT_IN_SAFELIST: 'refused',
  NOTHING_TO_SUBSCRIBE_TO: 'refused',
  QUERY_TOO_LARGE: 'refused',
  TOO_MANY_TOKENS: 'refused',
  QUERY_TOO_DEEP: 'refused',
  TOO_MANY_ALIASES: 'refused',
  TOO_MANY_ROOT_FIELDS: 'refused',
  TOO_MANY_FIELDS: 'refused',
  TOO_MANY_DIRECTIVES: 'refused',
  OPERATION_TOO_EXPENSIVE: 'refused',
  ANSWER_TOO_LARGE: 'refused',
  PAYLOAD_TOO_LARGE: 'refused',
  RATE_LIMITED: 'refused',
  TOO_MANY_SOCKETS: 'refused',
  TOO_MANY_SUBSCRIPTIONS: 'refused',
  OVERLOADED: 'fault',
  SERVICE_UNAVAILABLE: 'fault',
  SUBGRAPH_UNAVAILABLE: 'fault',
  DEADLINE_EXCEEDED: 'fault',
  REQUEST_TIMEOUT: 'fault',
  INCOMPLETE_DATA: 'fault',
  INTERNAL_SERVER_ERROR: 'fault',
} as const satisfies Readonly<Record<ErrorCode, Exclude<AnswerOutcome, 'ok'>>>;

interface CodedError {
  readonly extensions?: { readonly code?: unknown } | undefined;
}

/** Each code of an answer once. What has no code, or none of ours, is a fault that nobody translated. */
export function codesOf(errors: readonly CodedError[] | undefined): readonly ErrorCode[] {
  if (!errors?.length) return NONE;
  const codes = new Set<ErrorCode>();
  for (const { extensions } of errors) codes.add(knownCode(extensions?.code));
  return [...codes];
}

/** One fault makes a fault of the whole answer, however much else of it is there. */
export function outcomeOf(codes: readonly ErrorCode[]): AnswerOutcome {
  if (codes.length === 0) return 'ok';
  return codes.some((code) => isFault(code, codes)) ? 'fault' : 'refused';
}

const NONE: readonly ErrorCode[] = [];

function knownCode(code: unknown): ErrorCode {
  return typeof code === 'string' && Object.hasOwn(OUTCOME_OF_CODE, code)
    ? (code as ErrorCode)
    : 'INTERNAL_SERVER_ERROR';
}

/** Where a part was refused, the null in its place is no fault beside the refusal. */
function isFault(code: ErrorCode, codes: readonly ErrorCode[]): boolean {
  if (code === 'INCOMPLETE_DATA') return codes.every((other) => OUTCOME_OF_CODE[other] === 'fault');
  return OUTCOME_OF_CODE[code] === 'fault';
}
