import { WebSocket } from 'ws';
import type { Attack } from './attack.ts';

type MakeAttack = (url: string, localAddress: string) => Attack;

/** Sockets without a token, all from one address. */
export const SOCKET_ATTACKS: readonly MakeAttack[] = [
  (url, localAddress) => {
    const held: WebSocket[] = [];
    return {
      name: 'A socket that is kept open',
      times: 500,
      async once() {
        const { socket, outcome } = await open(url, localAddress);
        held.push(socket);
        return outcome;
      },
      async end() {
        await Promise.all(held.splice(0).map(closed));
      },
    };
  },
  (url, localAddress) => ({
    name: 'A socket that is closed at once',
    times: 500,
    async once() {
      const { socket, outcome } = await open(url, localAddress);
      await closed(socket);
      return outcome;
    },
  }),
  (url, localAddress) => messages(url, localAddress),
];

const PROTOCOL = 'graphql-transport-ws';
const DEAR =
  '{products(first:100){nodes{category{path{products(first:100){nodes{category{path{products(first:100){nodes{id}}}}}}}}}}}';

/** One socket that asks for what is too dear, again and again. */
function messages(url: string, localAddress: string): Attack {
  let socket: Promise<WebSocket> | undefined;
  let asked = 0;
  return {
    name: 'A message on a socket that asks for lists of 100 below each other',
    times: 500,
    async once() {
      socket ??= ready(url, localAddress);
      asked += 1;
      return answerTo(await socket, { id: String(asked), type: 'subscribe', payload: { query: DEAR } });
    },
    async end() {
      if (socket) await closed(await socket);
      socket = undefined;
    },
  };
}

function open(url: string, localAddress: string): Promise<{ socket: WebSocket; outcome: string }> {
  const socket = new WebSocket(url.replace('http', 'ws'), PROTOCOL, { localAddress });
  return new Promise((resolve) => {
    socket.once('open', () => resolve({ socket, outcome: 'open' }));
    socket.once('error', ({ message }) => resolve({ socket, outcome: message }));
  });
}

async function ready(url: string, localAddress: string): Promise<WebSocket> {
  const { socket, outcome } = await open(url, localAddress);
  if (outcome !== 'open') throw new Error(`The socket was not opened: ${outcome}`);
  await answerTo(socket, { type: 'connection_init' });
  return socket;
}

/** @returns the code of an error, the type of another message, or why the socket was closed */
function answerTo(socket: WebSocket, message: object): Promise<string> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve('closed already');
    const onClose = (code: number) => resolve(`closed with ${code}`);
    socket.once('close', onClose);
    socket.once('message', (data) => {
      socket.off('close', onClose);
      const { type, payload } = JSON.parse(String(data));
      resolve(type === 'error' ? payload[0].extensions.code : type);
    });
    socket.send(JSON.stringify(message));
  });
}

function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === socket.CLOSED) return resolve();
    socket.once('close', () => resolve());
    socket.close();
  });
}
