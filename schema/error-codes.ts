/** Who answers with a code, and what it tells a client. */
interface ErrorCodeEntry {
  readonly by: readonly ('router' | 'subgraph')[];
  readonly meaning: string;
}

/**
 * Every code at the top level of a GraphQL answer (`errors[].extensions.code`). Expected outcomes of a mutation are
 * members of its result union, never one of these.
 */
export const ERROR_CODES = {
  UNAUTHENTICATED: {
    by: ['router', 'subgraph'],
    meaning: 'Nobody is signed in, or the token is not valid: sign in.',
  },
  TOKEN_EXPIRED: { by: ['router'], meaning: 'The access token has expired: refresh the session, ask again.' },
  FORBIDDEN: { by: ['router', 'subgraph'], meaning: 'Somebody is signed in who may not do this.' },
  INTROSPECTION_DISABLED: { by: ['router'], meaning: 'Only administrators may introspect the graph here.' },
  BAD_USER_INPUT: {
    by: ['router', 'subgraph'],
    meaning: 'A variable or an argument holds a value that is not allowed.',
  },
  BAD_REQUEST: {
    by: ['router', 'subgraph'],
    meaning: 'The request is not one GraphQL operation in the form that this address takes.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    by: ['router'],
    meaning: 'The body must be sent as `application/json`, or the file is of a type that is not taken.',
  },
  BATCHING_DISABLED: { by: ['router'], meaning: 'One request holds one operation, not a list of them.' },
  CSRF_PREVENTED: {
    by: ['router'],
    meaning: 'A browser could have been made to send this by another site: send `application/json`.',
  },
  NOT_FOUND: {
    by: ['router', 'subgraph'],
    meaning: 'There is nothing at this address, or nothing that was asked for.',
  },
  GRAPHQL_PARSE_FAILED: { by: ['router', 'subgraph'], meaning: 'The text is not a GraphQL document.' },
  GRAPHQL_VALIDATION_FAILED: {
    by: ['router', 'subgraph'],
    meaning: 'The document asks for something that the graph does not have.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    by: ['router'],
    meaning: 'The document holds several operations, and `operationName` names none of them.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    by: ['router'],
    meaning: 'No text is known for this hash: send the text along once.',
  },
  PERSISTED_QUERY_NOT_IN_LIST: {
    by: ['router'],
    meaning: 'No operation of this id is on the list: have it added to a manifest, or send its text.',
  },
  QUERY_NOT_IN_SAFELIST: {
    by: ['router'],
    meaning:
      'Only operations of the list may be asked for here, and this one is not on it: have it added to a manifest.',
  },
  NOTHING_TO_SUBSCRIBE_TO: {
    by: ['router'],
    meaning: 'The subscription selects no field of any event.',
  },
  QUERY_TOO_LARGE: { by: ['router'], meaning: 'The text has more bytes than `limit`.' },
  TOO_MANY_TOKENS: { by: ['router'], meaning: 'The text has more words and signs than `limit`.' },
  QUERY_TOO_DEEP: { by: ['router'], meaning: 'Fields stand more than `limit` levels below each other.' },
  TOO_MANY_ALIASES: { by: ['router'], meaning: 'The operation has more aliases than `limit`.' },
  TOO_MANY_ROOT_FIELDS: { by: ['router'], meaning: 'The operation has more root fields than `limit`.' },
  TOO_MANY_FIELDS: {
    by: ['router'],
    meaning: 'The operation has more fields than `limit`, fragments spread out.',
  },
  TOO_MANY_DIRECTIVES: { by: ['router'], meaning: 'The document has more directives than `limit`.' },
  OPERATION_TOO_EXPENSIVE: {
    by: ['router', 'subgraph'],
    meaning: 'The operation may cost more than `limit`: ask for shorter pages, or for less of each item.',
  },
  ANSWER_TOO_LARGE: {
    by: ['router'],
    meaning: 'The answer has more bytes than `limit`: ask for shorter pages, or for less of each item.',
  },
  PAYLOAD_TOO_LARGE: {
    by: ['router', 'subgraph'],
    meaning: 'The body, or a file in it, has more bytes than are read.',
  },
  RATE_LIMITED: {
    by: ['router', 'subgraph'],
    meaning: 'This caller has asked too often: come back after `retryAfterSeconds`.',
  },
  TOO_MANY_SOCKETS: {
    by: ['router'],
    meaning:
      'No further socket or stream is opened for this person, from this address, or at all: come back after `retryAfterSeconds`.',
  },
  TOO_MANY_SUBSCRIPTIONS: {
    by: ['router'],
    meaning: 'This socket, or this stream, runs as many operations as it may, or is not read.',
  },
  OVERLOADED: {
    by: ['router', 'subgraph'],
    meaning: 'Too much is going on, and nothing was done: try again shortly.',
  },
  SERVICE_UNAVAILABLE: {
    by: ['router', 'subgraph'],
    meaning: 'A domain cannot reach its database or another domain: try again shortly.',
  },
  SUBGRAPH_UNAVAILABLE: {
    by: ['router'],
    meaning:
      'The router cannot reach a domain, or not in time: its part of the answer is null. Come back after `retryAfterSeconds` where it is told.',
  },
  DEADLINE_EXCEEDED: {
    by: ['router', 'subgraph'],
    meaning: 'A part of the shop took too long. The work may have been done: ask before trying again.',
  },
  REQUEST_TIMEOUT: {
    by: ['router'],
    meaning: 'The whole answer took too long. The work may have been done: ask before trying again.',
  },
  INCOMPLETE_DATA: { by: ['router'], meaning: 'A value that the graph promises is not there.' },
  INTERNAL_SERVER_ERROR: {
    by: ['router', 'subgraph'],
    meaning: 'A fault of the shop; `requestId` finds it in the logs.',
  },
} as const satisfies Readonly<Record<string, ErrorCodeEntry>>;

type CodeBy<Who extends 'router' | 'subgraph'> = {
  [Code in keyof typeof ERROR_CODES]: Who extends (typeof ERROR_CODES)[Code]['by'][number] ? Code : never;
}[keyof typeof ERROR_CODES];

/** Codes that the router itself answers with. */
export type RouterCode = CodeBy<'router'>;

/** Codes that a subgraph answers with, to the router and on its own port. */
export type SubgraphCode = CodeBy<'subgraph'>;

/**
 * Codes whose message may be shown to somebody who buys: it is taken from a catalogue, in their language. Every other message
 * tells a programmer what a program did wrong, and is English.
 */
export const CODES_FOR_PEOPLE = [
  'UNAUTHENTICATED',
  'TOKEN_EXPIRED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'TOO_MANY_SOCKETS',
  'OVERLOADED',
  'SERVICE_UNAVAILABLE',
  'SUBGRAPH_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'REQUEST_TIMEOUT',
  'INCOMPLETE_DATA',
  'INTERNAL_SERVER_ERROR',
] as const satisfies readonly (keyof typeof ERROR_CODES)[];

export type CodeForPeople = (typeof CODES_FOR_PEOPLE)[number];

/** Why the router closes a WebSocket: the reason in the close frame, and the status beside it. */
export const SOCKET_CLOSE_REASONS = {
  UNAUTHENTICATED: { status: 4401, meaning: 'The access token is not valid: sign in.' },
  SESSION_REVOKED: { status: 4401, meaning: 'The session was ended: sign in.' },
  TOKEN_EXPIRED: {
    status: 4403,
    meaning: 'The access token has expired: refresh the session, connect again.',
  },
  BAD_REQUEST: {
    status: 4400,
    meaning:
      'A message that only servers send, an id of more than 100 characters, or a token that stands where none is read: the text after the reason says which.',
  },
  SERVICE_UNAVAILABLE: {
    status: 1013,
    meaning: 'Whether the access token is good cannot be told now: connect again shortly.',
  },
  SUBGRAPH_UNAVAILABLE: {
    status: 1013,
    meaning:
      'A subscription could not be gone on with, for a minute: connect again, resume from the last version seen.',
  },
  INTERNAL_SERVER_ERROR: { status: 4500, meaning: 'A fault of the shop.' },
  TOO_MANY_SOCKETS: {
    status: 1013,
    meaning:
      'This person, or all who are not signed in, hold as many sockets as they may: connect again later.',
  },
  SLOW_CONSUMER: {
    status: 1013,
    meaning: 'Messages came faster than they were read: connect again, resume from the last version seen.',
  },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly meaning: string }>>;

export type SocketCloseReason = keyof typeof SOCKET_CLOSE_REASONS;

/** Status codes between services, as gRPC names them. Expected outcomes are fields of a response, never one of these. */
export const RPC_CODES = {
  INVALID_ARGUMENT: 'The request does not fit its contract.',
  NOT_FOUND: 'What was asked for does not exist.',
  ALREADY_EXISTS: 'What was to be made exists.',
  FAILED_PRECONDITION: 'The state of the other side does not allow it.',
  PERMISSION_DENIED: 'This caller may not ask this.',
  UNAUTHENTICATED: 'The caller showed no valid identity.',
  RESOURCE_EXHAUSTED: 'Too much is going on, and nothing was done.',
  DEADLINE_EXCEEDED: 'The other side took too long; the work may have been done.',
  CANCELLED: 'The caller gave the call up; the work may have been done.',
  UNAVAILABLE: 'The other side, or its database, cannot be reached.',
  INTERNAL: 'A fault of the other side, in its logs.',
} as const satisfies Readonly<Record<string, string>>;

export type RpcCode = keyof typeof RPC_CODES;
