import { SOCKET_CLOSE_REASONS, type SocketCloseReason } from '@depachika/schema/error-codes.ts';
import type { WebSocket } from 'ws';
import { noteReason } from './socket-end.ts';

/** Closes a socket with the status that goes with the reason. @param detail a sentence for whoever writes the client */
export function closeBecause(socket: WebSocket, reason: SocketCloseReason, detail?: string): void {
  const { status } = SOCKET_CLOSE_REASONS[reason];
  noteReason(socket, reason);
  closeWith(socket, { status, reason: detail === undefined ? reason : `${reason}: ${detail}` });
}

/** For somebody who does not answer: the reason is sent, and nothing is waited for. */
export function cutOff(socket: WebSocket, reason: SocketCloseReason): void {
  closeBecause(socket, reason);
  socket.terminate();
}

/** A reason may quote what a client has sent, and is cut to what fits into its frame. */
export function closeWith(
  socket: WebSocket,
  { status, reason }: { readonly status: number; readonly reason: string },
): void {
  socket.close(status, textWithin(reason, MAX_REASON_BYTES));
}

const MAX_REASON_BYTES = 123;

/** As many whole characters as fit. */
function textWithin(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}
