import { MessageType, parseMessage } from 'graphql-ws';

const SENT_BY_SERVERS: ReadonlySet<string> = new Set([
  MessageType.ConnectionAck,
  MessageType.Next,
  MessageType.Error,
]);

/** @param text one message, well formed or not */
export function isSentByServersAlone(text: string): boolean {
  try {
    return SENT_BY_SERVERS.has(parseMessage(text).type);
  } catch {
    return false;
  }
}
