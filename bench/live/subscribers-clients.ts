import { once } from 'node:events';
import { newId } from '@depachika/ids/ids.ts';
import { WebSocket } from 'ws';
import type { CopiedOrder } from './copied-orders.ts';

// Clients of one router, each a person of its own with a socket and one subscription. They are told which orders to follow, and
// tell which were heard of and when, and how many have ended.

const FOLLOW = `subscription ($orderId: ID!, $since: Int!) {
  orderStatusChanged(orderId: $orderId, since: $since) { version to } }`;
const OPENED_AT_ONCE = 200;

interface Following {
  /** Of the router. */
  readonly url: string;
  readonly orders: readonly CopiedOrder[];
}

const heard: { id: string; atMs: number }[] = [];
let ended = 0;

process.on('disconnect', () => process.exit());
process.on('message', async (told: Following | 'heard') => {
  if (told !== 'heard') await openAll(told);
  process.send?.({ heard: heard.splice(0), ended });
});
process.send?.('ready');

async function openAll({ url, orders }: Following): Promise<void> {
  for (let at = 0; at < orders.length; at += OPENED_AT_ONCE)
    await Promise.all(orders.slice(at, at + OPENED_AT_ONCE).map((order) => follow(url, order)));
}

async function follow(url: string, { id, version }: CopiedOrder): Promise<void> {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  const acknowledged = once(socket, 'message');
  send(socket, { type: 'connection_init', payload: { authorization: newId('usr') } });
  await acknowledged;
  socket.on('message', (text) => take(socket, id, String(text)));
  socket.once('close', () => {
    ended += 1;
  });
  const variables = { orderId: id, since: version };
  send(socket, { id: '1', type: 'subscribe', payload: { query: FOLLOW, variables } });
}

function take(socket: WebSocket, id: string, text: string): void {
  const { type } = JSON.parse(text) as { type: string };
  if (type === 'ping') send(socket, { type: 'pong' });
  if (type === 'next') heard.push({ id, atMs: performance.timeOrigin + performance.now() });
  if (type === 'error' || type === 'complete') ended += 1;
}

function send(socket: WebSocket, message: object): void {
  socket.send(JSON.stringify(message));
}
