import type { ErrorCode } from '../error-outcomes.ts';

/**
 * The status of each problem that an operation of the table can answer with. 409 says that the shop is in another state than
 * the request takes for granted, 422 that the request can never be granted as it is.
 */
export const PROBLEM_STATUSES = {
  AccountDisabled: 403,
  AddressNotFound: 422,
  CartChanged: 409,
  CartEmpty: 409,
  ContactNeeded: 409,
  DeliverySlotRefused: 409,
  IdempotencyKeyReused: 422,
  IllegalOrderTransition: 409,
  InsufficientPoints: 409,
  InsufficientStock: 409,
  InvalidCredentials: 401,
  InvalidInput: 422,
  MemberAccount: 409,
  NotFound: 404,
  NotReschedulable: 409,
  OrderEnded: 409,
  OrderNotPayable: 409,
  OrderNotReorderable: 409,
  OrderTooSmall: 422,
  PaymentMethodRefused: 422,
  PriceChanged: 409,
  RefundNotWaiting: 409,
  ReturnNotPossible: 409,
  SessionEnded: 401,
  SlotNotAvailable: 409,
  TooManyAddresses: 409,
  TooManyAttempts: 429,
  TooManyPieces: 422,
  TooManyUnpaidOrders: 409,
  VariantNotSold: 422,
  VersionConflict: 412,
} as const satisfies Readonly<Record<string, number>>;

/** The status of what an operation could not answer, where nobody has said one before. What is wrong with a document is our fault. */
const ERROR_STATUSES = {
  UNAUTHENTICATED: 401,
  TOKEN_EXPIRED: 401,
  FORBIDDEN: 403,
  INTROSPECTION_DISABLED: 403,
  BAD_USER_INPUT: 422,
  BAD_REQUEST: 400,
  UNSUPPORTED_MEDIA_TYPE: 415,
  BATCHING_DISABLED: 400,
  CSRF_PREVENTED: 400,
  NOT_FOUND: 404,
  GRAPHQL_PARSE_FAILED: 500,
  GRAPHQL_VALIDATION_FAILED: 500,
  OPERATION_RESOLUTION_FAILURE: 500,
  PERSISTED_QUERY_NOT_FOUND: 500,
  NOTHING_TO_SUBSCRIBE_TO: 500,
  QUERY_TOO_LARGE: 500,
  TOO_MANY_TOKENS: 500,
  QUERY_TOO_DEEP: 500,
  TOO_MANY_ALIASES: 500,
  TOO_MANY_ROOT_FIELDS: 500,
  TOO_MANY_FIELDS: 500,
  TOO_MANY_DIRECTIVES: 500,
  OPERATION_TOO_EXPENSIVE: 400,
  ANSWER_TOO_LARGE: 400,
  PAYLOAD_TOO_LARGE: 413,
  QUERY_NOT_IN_SAFELIST: 403,
  PERSISTED_QUERY_NOT_IN_LIST: 404,
  RATE_LIMITED: 429,
  TOO_MANY_SOCKETS: 429,
  TOO_MANY_SUBSCRIPTIONS: 429,
  OVERLOADED: 503,
  SERVICE_UNAVAILABLE: 503,
  SUBGRAPH_UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
  REQUEST_TIMEOUT: 504,
  INCOMPLETE_DATA: 502,
  INTERNAL_SERVER_ERROR: 500,
} as const satisfies Readonly<Record<ErrorCode, number>>;

/** What no client has heard of is a fault. */
export function statusOfCode(code: string): number {
  const statuses: Readonly<Record<string, number>> = ERROR_STATUSES;
  return Object.hasOwn(statuses, code) ? statuses[code]! : 500;
}

/** Where problems are explained; each has its own address below. */
export const PROBLEMS_PATH = '/v1/problems/';

/** @param code of an error, or the name of a problem @returns its type, as RFC 9457 has it: `/v1/problems/cart-empty` */
export function problemType(code: string): string {
  return PROBLEMS_PATH + wordsOf(code).join('-');
}

/** @returns its title: `Cart empty` */
export function problemTitle(code: string): string {
  const [first = '', ...others] = wordsOf(code);
  return [first.slice(0, 1).toUpperCase() + first.slice(1), ...others].join(' ');
}

/** Of `NOT_FOUND` as of `NotFound`. */
function wordsOf(code: string): string[] {
  const spaced =
    code === code.toUpperCase() ? code.replaceAll('_', ' ') : code.replaceAll(/(?!^)([A-Z])/g, ' $1');
  return spaced.toLowerCase().split(' ');
}
