import type { SocketCloseReason } from '@depachika/schema/error-codes.ts';
import type { WebSocket } from 'ws';

const REASONS = new WeakMap<WebSocket, SocketCloseReason>();

/** A socket that is cut off never hears why: the reason is kept here until it has ended. */
export function noteReason(socket: WebSocket, reason: SocketCloseReason): void {
  REASONS.set(socket, reason);
}

/** How metrics call the end of a socket. Clients choose statuses as they like: those that mean something are told apart. */
export function endCodeOf(socket: WebSocket, status: number): string {
  return REASONS.get(socket) ?? (KNOWN_STATUSES.has(status) ? String(status) : 'other');
}

/** Of the WebSocket protocol, and of graphql-transport-ws. */
const KNOWN_STATUSES: ReadonlySet<number> = new Set([
  ...[1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013],
  ...[4400, 4401, 4403, 4406, 4408, 4409, 4429, 4500],
]);
