import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Pool } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectSocket } from '../testing/socket-client.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

let toy: ToyRouter;
let sockets: Socket[];

beforeEach(async () => {
  toy = await startToyRouter();
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await toy.close();
});

const BODY = JSON.stringify({ query: '{ __typename }' });
const HEAD = `POST /graphql HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n`;

describe('a router that is told to stop', () => {
  it('answers everybody who asks meanwhile, and ends their connections with the answer', async () => {
    const pool = new Pool(new URL(toy.url).origin, { connections: 8 });
    const statuses: number[] = [];
    const client = async () => {
      for (;;) {
        const { statusCode, headers, body } = await pool.request({
          method: 'POST',
          path: '/graphql',
          headers: { 'content-type': 'application/json' },
          body: BODY,
        });
        await body.dump();
        statuses.push(statusCode);
        if (headers.connection === 'close') return;
      }
    };
    const clients = Array.from({ length: 8 }, client);
    await expect.poll(() => statuses.length).toBeGreaterThan(20);
    await toy.close();
    await Promise.all(clients);
    expect(new Set(statuses)).toEqual(new Set([200]));
    await pool.destroy();
  });

  it('answers a request that was still coming in', async () => {
    const socket = await open();
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.write(HEAD + BODY.slice(0, 5));
    await seen(toy);
    const closed = toy.close();
    socket.write(BODY.slice(5));
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    expect(answer).toContain('{"data":{"__typename":"Query"}');
  });

  it('answers what was begun on a socket before it closes it, and begins nothing more', async () => {
    const client = connectSocket(toy.url, await toy.signIn());
    const answer = Promise.withResolvers<void>();
    const products = toy.shop.subgraphs.products!;
    const { execute } = products;
    let asked = 0;
    products.execute = async (...given) => {
      asked += 1;
      await answer.promise;
      return execute(...given);
    };
    const begun = client.start('{ echo(text: "done") }');
    await expect.poll(() => asked).toBe(1);
    const closed = toy.close();
    const late = client.start('{ echo(text: "late") }');
    await seen(toy);
    answer.resolve();
    await closed;
    expect(await client.closed).toMatchObject({ code: 1001 });
    expect(begun.events).toMatchObject([{ data: { echo: 'done' } }]);
    expect([asked, late.events]).toEqual([1, []]);
  });

  it('cuts a request off that takes too long', async () => {
    const socket = await open();
    const slow = JSON.stringify({ query: '{ slow }' });
    socket.write(HEAD.replace(String(BODY.length), String(slow.length)) + slow);
    await seen(toy);
    await toy.close();
  });

  it.each([
    ['nothing', ''],
    ['half a head', HEAD.slice(0, 40)],
    ['a head without its body', HEAD],
    ['half a body', HEAD + BODY.slice(0, 5)],
    ['a second request, half', `${HEAD}${BODY}${HEAD}`],
  ])('does not wait for a client that has sent %s', async (_, text) => {
    const socket = await open();
    socket.write(text);
    await seen(toy);
    await toy.close();
    if (!socket.closed) await once(socket, 'close');
  });
});

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(toy.url);
  const socket = connect({ host: hostname, port: Number(port) });
  sockets.push(socket);
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  return socket;
}

/** What was sent before on another connection has arrived by now. */
async function seen({ post }: ToyRouter): Promise<void> {
  expect((await post({ query: '{ __typename }' })).status).toBe(200);
}
