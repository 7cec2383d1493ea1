import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Environment } from '../config.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

let toy: ToyRouter;
let sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await toy.close();
});

const start = async (env: Environment = {}) => {
  toy = await startToyRouter({
    env,
    webhooks: async () => ({ status: 202 }),
    challenges: async () => ({ status: 200, headers: {}, body: 'page' }),
    routes: (http) => void http.get('/images/*', async () => 'picture'),
  });
};
const at = (path: string, init?: RequestInit) => fetch(new URL(path, toy.url), init);

describe('an address', () => {
  it('that is no URL in UTF-8 is refused as everything is', async () => {
    await start();
    for (const path of ['/%ff', '/graphql%c0', '/images/%ff.svg']) {
      const answer = await at(path, { headers: { 'x-request-id': 'req-from-client' } });
      expect([answer.status, answer.headers.get('x-request-id')]).toEqual([400, 'req-from-client']);
      expect(await answer.json()).toMatchObject({
        errors: [{ extensions: { code: 'BAD_REQUEST', requestId: 'req-from-client' } }],
      });
    }
  });

  it.each([
    ['/graphql', ['PUT', 'DELETE', 'PATCH', 'PROPFIND'], 'GET, HEAD, POST'],
    ['/health/live', ['POST', 'PUT', 'DELETE'], 'GET, HEAD'],
    ['/health/ready', ['POST'], 'GET, HEAD'],
    ['/explorer', ['POST', 'DELETE'], 'GET, HEAD'],
    ['/explorer/assets/x.js', ['PUT'], 'GET, HEAD'],
    ['/images/prd_1.svg', ['POST', 'DELETE'], 'GET, HEAD'],
    ['/webhooks/payments/sandbox', ['GET', 'PUT', 'DELETE'], 'POST'],
    ['/sandbox/challenges/ch_1', ['PUT', 'DELETE'], 'GET, POST'],
  ])('%s says which methods it takes to who asks by another', async (path, methods, allow) => {
    await start();
    for (const method of methods) {
      const answer = await at(path, { method });
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, allow]);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    }
  });

  it('where nothing is stays 404 for every method, and a preflight is answered', async () => {
    await start();
    for (const method of ['GET', 'PUT', 'PROPFIND'])
      expect((await at('/nowhere', { method })).status).toBe(404);
    expect((await at('/graphql', { method: 'OPTIONS' })).status).toBe(204);
  });
});

describe('an answer', () => {
  it('is kept by nobody unless its route says so', async () => {
    await start();
    for (const query of ['{ me }', '{ nothing }', '{ broken }'])
      expect((await toy.post({ query })).headers.get('cache-control')).toBe('no-store');
    for (const path of ['/health/live', '/nowhere', '/sandbox/challenges/ch_1', '/explorer/'])
      expect([path, (await at(path)).headers.get('cache-control')]).toEqual([path, 'no-store']);
  });

  it('that is a page runs its own scripts alone, and stands in no frame', async () => {
    await start();
    const pages = [await at('/explorer/'), await at('/graphql', { headers: { accept: 'text/html' } })];
    for (const { headers } of pages) {
      const policy = headers.get('content-security-policy') ?? '';
      expect(headers.get('content-type')).toContain('text/html');
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(pages[0]!.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect((await toy.post({ query: '{ me }' })).headers.get('content-security-policy')).toMatch(
      /^default-src 'none';/,
    );
  });

  it('asks to stay with HTTPS in production alone, when a trusted proxy says that the client came by it', async () => {
    const asked = async (env: Environment) => {
      await start(env);
      const { headers } = await at('/health/live', { headers: { 'x-forwarded-proto': 'https' } });
      return headers.get('strict-transport-security');
    };
    expect(await asked({ NODE_ENV: 'production', TRUSTED_PROXIES: '1' })).toBe('max-age=31536000');
    await toy.close();
    expect(await asked({ NODE_ENV: 'production' })).toBeNull();
    await toy.close();
    expect(await asked({ TRUSTED_PROXIES: '1' })).toBeNull();
  });
});

describe('a connection', () => {
  it('with half a request is cut off when its time is over, and others are served', async () => {
    await start({ REQUEST_TIMEOUT_MS: '300' });
    const halves = [
      '',
      'POST /graphql HTTP/1.1\r\nhost: shop\r\n',
      'POST /graphql HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"qu',
    ].map((text) => {
      const socket = open();
      socket.write(text);
      return closed(socket);
    });
    expect((await toy.post({ query: '{ me }' })).data).toEqual({ me: 'anonymous' });
    await Promise.all(halves);
    expect(toy.log.filter((line) => line.includes('"level":50'))).toEqual([]);
  });

  it('beyond what all may have is closed, and one that ends makes room', async () => {
    await start({ MAX_CONNECTIONS: '3' });
    await expectRoomFor(3);
  });

  it('beyond what one address may have is closed, and another address is let in', async () => {
    await start({ MAX_CONNECTIONS_PER_ADDRESS: '3' });
    await expectRoomFor(3);
    const other = open('127.0.0.2');
    expect(await answers(other)).toBe(true);
  });

  it('of a trusted proxy is counted for no address', async () => {
    await start({ MAX_CONNECTIONS_PER_ADDRESS: '3', TRUSTED_PROXIES: '1' });
    const many = Array.from({ length: 6 }, () => open());
    expect(await Promise.all(many.map(answers))).toEqual(many.map(() => true));
  });

  async function expectRoomFor(connections: number): Promise<void> {
    const inside: Socket[] = [];
    for (let opened = 0; opened < connections; opened += 1) {
      const socket = open();
      expect(await answers(socket)).toBe(true);
      inside.push(socket);
    }
    await closed(open());
    inside[0]!.destroy();
    await expect.poll(async () => answers(open())).toBe(true);
    expect(await answers(inside[1]!)).toBe(true);
  }
});

function open(localAddress = '127.0.0.1'): Socket {
  const socket = connect({ port: Number(new URL(toy.url).port), host: '127.0.0.1', localAddress });
  sockets.push(socket.on('error', () => undefined));
  return socket;
}

/** However it ends. */
function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.resume().once('close', resolve));
}

/** One request over this connection, which stays open. */
async function answers(socket: Socket): Promise<boolean> {
  const answer = new Promise<boolean>((resolve) => {
    socket.once('data', (data) => resolve(String(data).startsWith('HTTP/1.1 200')));
    socket.once('close', () => resolve(false));
  });
  socket.write('GET /health/live HTTP/1.1\r\nhost: shop\r\n\r\n');
  return answer;
}
