import type { ErrorCode } from './error-outcomes.ts';

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
] as const satisfies readonly ErrorCode[];

export type CodeForPeople = (typeof CODES_FOR_PEOPLE)[number];
