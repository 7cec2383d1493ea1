import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openRawSocket, type RawSocket, type RawSocketOptions } from '../testing/raw-socket.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

let toy: ToyRouter;
afterEach(() => toy.close());

const open = (options?: RawSocketOptions): Promise<RawSocket> => openRawSocket(toy.url, options);
const openMany = (count: number, options?: RawSocketOptions) =>
  Promise.all(Array.from({ length: count }, () => open(options)));
const FULL = { code: 1013, reason: 'TOO_MANY_SOCKETS' };

async function signedIn(userId: string, options?: RawSocketOptions): Promise<string | object> {
  const socket = await open(options);
  return socket.init({ authorization: await toy.signIn({ userId }) });
}

async function places(count: number): Promise<void> {
  await expect.poll(() => toy.router.load().connections).toBe(count);
}

describe('sockets of one network address', () => {
  it('are refused beyond their ceiling at the upgrade, initialised or not, and other addresses go on', async () => {
    toy = await startToyRouter({ env: { MAX_SOCKETS_PER_ADDRESS: '3' } });
    const [first, second] = await openMany(3);
    expect(await first!.init()).toBe('connection_ack');
    const refused = await open();
    expect([refused.status, refused.codes]).toEqual([429, ['TOO_MANY_SOCKETS']]);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await open({ from: '127.0.0.2' })).status).toBe(101);
    second!.end();
    await places(3);
    expect((await open()).status).toBe(101);
    expect((await open()).status).toBe(429);
  });

  it('count those of people who have signed in', async () => {
    toy = await startToyRouter({ env: { MAX_SOCKETS_PER_ADDRESS: '2' } });
    for (const name of ['a', 'b']) expect(await signedIn(name)).toBe('connection_ack');
    expect((await open()).status).toBe(429);
  });

  it('that proxies tell of are those of clients, and an IPv6 network is one of them', async () => {
    toy = await startToyRouter({ env: { MAX_SOCKETS_PER_ADDRESS: '1', TRUSTED_PROXIES: '1' } });
    const statusOf = async (forwarded: string) =>
      (await open({ headers: { 'x-forwarded-for': forwarded } })).status;
    expect(await statusOf('203.0.113.7')).toBe(101);
    expect(await statusOf('203.0.113.7')).toBe(429);
    expect(await statusOf('198.51.100.1, 203.0.113.7')).toBe(429);
    expect(await statusOf('203.0.113.8')).toBe(101);
    expect(await statusOf('2001:db8:1:2::1')).toBe(101);
    expect(await statusOf('2001:db8:1:2:ffff::9')).toBe(429);
    expect(await statusOf('2001:db8:1:3::1')).toBe(101);
  });

  it('are what the connection says where no proxy is trusted', async () => {
    toy = await startToyRouter({ env: { MAX_SOCKETS_PER_ADDRESS: '1' } });
    const forwarded = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    expect((await open(forwarded('203.0.113.7'))).status).toBe(101);
    expect((await open(forwarded('203.0.113.8'))).status).toBe(429);
  });

  it('are a quarter of few sockets by default: no address holds all', async () => {
    toy = await startToyRouter({ env: { MAX_SOCKETS: '5' } });
    const held = await openMany(5);
    expect(held.map(({ status }) => status).sort()).toEqual([101, 429, 429, 429, 429]);
    expect(await signedIn('a', { from: '127.0.0.2' })).toBe('connection_ack');
    const anonymous = await open({ from: '127.0.0.3' });
    expect(await anonymous.init()).toBe('connection_ack');
  });
});

describe('sockets of one person', () => {
  it('are closed beyond their ceiling once it is known whose they are, from whatever address', async () => {
    toy = await startToyRouter({ env: { MAX_SOCKETS_PER_USER: '2' } });
    for (const from of ['127.0.0.1', '127.0.0.2'])
      expect(await signedIn('usr_a', { from })).toBe('connection_ack');
    expect(await signedIn('usr_a', { from: '127.0.0.3' })).toEqual(FULL);
    expect(await signedIn('usr_b')).toBe('connection_ack');
    await places(3);
  });

  it('can be opened again when one was closed', async () => {
    toy = await startToyRouter({ env: { MAX_SOCKETS_PER_USER: '1' } });
    const socket = await open();
    const payload = { authorization: await toy.signIn() };
    expect(await socket.init(payload)).toBe('connection_ack');
    expect(await (await open()).init(payload)).toEqual(FULL);
    socket.end();
    await places(0);
    expect(await (await open()).init(payload)).toBe('connection_ack');
  });
});

describe('all sockets', () => {
  const env = { MAX_SOCKETS: '6', MAX_SOCKETS_PER_ADDRESS: '2', MAX_SOCKETS_PER_USER: '1' };
  const addresses = Array.from({ length: 8 }, (_, index) => `127.0.0.${index + 1}`);

  it('are half of them anonymous at most: the rest is for people who sign in', async () => {
    toy = await startToyRouter({ env });
    const outcomes = [];
    for (const from of addresses) outcomes.push(await (await open({ from })).init());
    expect(outcomes.filter((outcome) => outcome === 'connection_ack')).toHaveLength(3);
    expect(outcomes.slice(3)).toEqual(Array.from({ length: 5 }, () => FULL));
    for (const [index, name] of ['a', 'b', 'c'].entries())
      expect(await signedIn(name, { from: addresses[index]! })).toBe('connection_ack');
    const refused = await open({ from: '127.0.0.7' });
    expect([refused.status, refused.codes]).toEqual([503, ['TOO_MANY_SOCKETS']]);
    expect(refused.headers).toHaveProperty('retry-after');
  });

  it('that say nothing, from however many addresses, give way to those who sign in', async () => {
    toy = await startToyRouter({ env });
    const silent: RawSocket[] = [];
    for (const from of addresses) silent.push(...(await openMany(2, { from })));
    await places(6);
    expect(await silent[0]!.closed).toEqual(FULL);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
      expect(await signedIn(name, { from: `127.0.1.${name.charCodeAt(0)}` })).toBe('connection_ack');
    expect((await open({ from: '127.0.2.1' })).status).toBe(503);
  });
});

describe('requests for sockets', () => {
  it('count for their address as requests do, those that are refused too', async () => {
    toy = await startToyRouter({ env: { RATE_LIMIT_REQUESTS: '4', MAX_SOCKETS_PER_ADDRESS: '2' } });
    expect((await toy.post({ query: '{ me }' })).status).toBe(200);
    expect((await openMany(3)).map(({ status }) => status).sort()).toEqual([101, 101, 429]);
    const refused = await open();
    expect([refused.status, refused.codes]).toEqual([429, ['RATE_LIMITED']]);
    expect(refused.headers['retry-after']).toBe('60');
    expect((await toy.post({ query: '{ me }' })).status).toBe(429);
    expect((await open({ from: '127.0.0.2' })).status).toBe(101);
    expect((await toy.post({ query: '{ me }' }, { authorization: await toy.signIn() })).status).toBe(200);
  });

  it('give their place back when they are refused, broken off, or no request for a socket at all', async () => {
    toy = await startToyRouter({ env: { MAX_SOCKETS_PER_ADDRESS: '1' } });
    for (const lines of [
      ['upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: no'],
      ['upgrade: h2c'],
      ['upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA=='],
    ]) {
      const { hostname, port } = new URL(toy.url);
      const stream = connect({ host: hostname, port: Number(port) });
      stream.write(
        `GET /graphql HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\n${lines.join('\r\n')}\r\n\r\n`,
      );
      await once(stream, 'data');
      stream.destroy();
      await expect.poll(async () => (await open()).status).toBe(101);
      await toy.close();
      toy = await startToyRouter({ env: { MAX_SOCKETS_PER_ADDRESS: '1' } });
    }
  });

  it('that are refused are hung up on, also when the client keeps its side open', async () => {
    toy = await startToyRouter();
    const { hostname, port } = new URL(toy.url);
    const stream = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    stream.write(
      'GET /elsewhere HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    );
    const [answer] = await once(stream, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 404 Not Found\r\nconnection: close\r\n/);
    await once(stream, 'end');
    const broken = once(stream, 'error');
    stream.write('x');
    stream.write('x');
    await broken;
  });
});

describe('a socket that says nothing', () => {
  it('is closed after five seconds, and cut off when it does not answer to that', async () => {
    toy = await startToyRouter({ env: { MAX_SOCKETS_PER_ADDRESS: '2' } });
    const [silent, frozen] = await openMany(2);
    frozen!.socket.pause();
    await places(2);
    toy.clock.advance(4_999);
    expect(toy.router.load().connections).toBe(2);
    toy.clock.advance(1);
    expect(await silent!.closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
    await expect.poll(() => toy.router.load().connections, { timeout: 5_000 }).toBe(0);
  });

  it('is let be once it has said who it is', async () => {
    toy = await startToyRouter();
    const socket = await open();
    expect(await socket.init()).toBe('connection_ack');
    toy.clock.advance(10_000);
    socket.send({ type: 'ping' });
    await expect.poll(() => socket.received).toEqual(['connection_ack', 'pong']);
  });
});
