import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRawSocket, type RawSocket } from '../testing/raw-socket.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

let toy: ToyRouter;
beforeAll(async () => {
  toy = await startToyRouter();
});
afterAll(() => toy.close());

async function acknowledged(): Promise<RawSocket> {
  const socket = await openRawSocket(toy.url);
  expect(await socket.init()).toBe('connection_ack');
  return socket;
}

const SERVERS_ALONE = { code: 4400, reason: 'BAD_REQUEST: only servers send messages of this type' };

describe('a message that only servers send', () => {
  const messages = [
    { type: 'connection_ack' },
    { type: 'connection_ack', payload: { a: 1 } },
    { type: 'next', id: '1', payload: { data: null } },
    { type: 'error', id: '1', payload: [{ message: 'no' }] },
  ];

  it.each(messages)('closes the socket with 4400: %j', async (message) => {
    const socket = await acknowledged();
    socket.send(message);
    expect(await socket.closed).toEqual(SERVERS_ALONE);
  });

  it.each(messages)('closes it before the connection is acknowledged too: %j', async (message) => {
    const socket = await openRawSocket(toy.url);
    socket.send(message);
    expect(await socket.closed).toEqual(SERVERS_ALONE);
  });

  it('is no fault of the shop, and leaves other sockets alone', async () => {
    const [other, socket] = [await acknowledged(), await acknowledged()];
    const before = toy.log.length;
    socket.send(messages[2]);
    await socket.closed;
    other.send({ type: 'ping' });
    await expect.poll(() => other.received.at(-1)).toBe('pong');
    expect(toy.log.slice(before).filter((line) => JSON.parse(line).level >= 40)).toEqual([]);
  });
});

describe('a message that cannot be read', () => {
  it.each([
    'no JSON',
    '{"type":',
    'null',
    '[]',
    '5',
    '""',
    '{}',
    '{"type":5}',
    '{"type":"start","id":"1","payload":{"query":"{ me }"}}',
    '{"type":"connection_init","payload":"Bearer a.b.c"}',
    '{"type":"ping","payload":5}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","id":"","payload":{"query":"{ me }"}}',
    '{"type":"subscribe","id":5,"payload":{"query":"{ me }"}}',
    '{"type":"subscribe","id":"1"}',
    '{"type":"subscribe","id":"1","payload":{}}',
    '{"type":"subscribe","id":"1","payload":{"query":5}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{ me }","variables":[]}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{ me }","operationName":5}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{ me }","extensions":5}}',
    '{"type":"complete"}',
    '{"type":"next"}',
    '{"type":"error","id":"1","payload":"no"}',
  ])('closes the socket with 4400: %s', async (text) => {
    const socket = await acknowledged();
    socket.send(text);
    expect(await socket.closed).toEqual({ code: 4400, reason: 'Invalid message received' });
  });
});

describe('a message at the wrong time', () => {
  const subscribe = (id: string, query = 'subscription { ticks { version } }') => ({
    type: 'subscribe',
    id,
    payload: { query },
  });

  it('closes with 4401 when it asks for something before the connection is acknowledged', async () => {
    const socket = await openRawSocket(toy.url);
    socket.send(subscribe('1', '{ me }'));
    expect(await socket.closed).toEqual({ code: 4401, reason: 'Unauthorized' });
  });

  it('closes with 4429 when it opens the connection again', async () => {
    const socket = await acknowledged();
    socket.send({ type: 'connection_init' });
    expect(await socket.closed).toEqual({ code: 4429, reason: 'Too many initialisation requests' });
  });

  it('closes with 4400 when its id is longer than one that is kept', async () => {
    const socket = await acknowledged();
    socket.send(subscribe('x'.repeat(101)));
    const reason = 'BAD_REQUEST: an id has at most 100 characters';
    expect(await socket.closed).toEqual({ code: 4400, reason });
  });

  it.each([
    ['1', 'Subscriber for 1 already exists'],
    ['注'.repeat(100), `Subscriber for ${'注'.repeat(36)}`],
  ])('closes with 4409 when its id is in use, with as much of it as fits', async (id, reason) => {
    const socket = await acknowledged();
    socket.send(subscribe(id));
    socket.send(subscribe(id));
    expect(await socket.closed).toEqual({ code: 4409, reason });
  });

  it('is let be when it completes what is not there, and pings are answered', async () => {
    const socket = await openRawSocket(toy.url);
    socket.send({ type: 'ping', payload: { a: 1 } });
    socket.send({ type: 'pong' });
    await expect.poll(() => socket.received).toEqual(['pong']);
    socket.send({ type: 'complete', id: 'none' });
    expect(await socket.init(null)).toBe('connection_ack');
  });
});

describe('messages that come by the thousand', () => {
  it('are looked at one in a turn of the event loop, so that others have their turns between', async () => {
    const socket = await acknowledged();
    const stream = (socket.socket as unknown as { readonly _socket: Socket })._socket;
    let turns = 0;
    let turn = setImmediate(count);
    stream.cork();
    for (let sent = 0; sent < FLOOD; sent += 1) socket.send({ type: 'ping' });
    stream.uncork();
    await expect.poll(() => socket.received.filter((type) => type === 'pong').length).toBe(FLOOD);
    clearImmediate(turn);
    expect(turns).toBeGreaterThanOrEqual(FLOOD);

    function count(): void {
      turns += 1;
      turn = setImmediate(count);
    }
  });
});

const FLOOD = 2_000;
