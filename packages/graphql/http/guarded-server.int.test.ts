import { type AddressInfo, connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { createGuardedServer, type GuardedServerOptions } from './guarded-server.ts';

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const HEAD = 'POST /here HTTP/1.1\r\nhost: shop\r\ncontent-type: text/plain\r\n';

let app: FastifyInstance;
let sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await app.close();
});

describe('every answer of a port', () => {
  it('says what browsers and caches may not do with it, and a route that knows better is heard', async () => {
    const origin = await serve();
    for (const path of ['/here', '/nowhere', '/fails', '/%ff', '/past', '/kept']) {
      const { headers } = await fetch(origin + path);
      const said = Object.fromEntries(Object.keys(HEADERS).map((name) => [name, headers.get(name)]));
      expect([path, said]).toEqual([
        path,
        path === '/kept' ? { ...HEADERS, 'cache-control': 'public, max-age=60' } : HEADERS,
      ]);
    }
  });

  it('that refuses an address has the shape of all refusals', async () => {
    const origin = await serve();
    for (const path of ['/%ff', '/files/%E3%81', '/%']) {
      const answer = await fetch(origin + path);
      const { errors } = await refusalIn(answer);
      expect([path, answer.status, errors]).toMatchObject([
        path,
        400,
        [{ extensions: { code: 'BAD_REQUEST' } }],
      ]);
      expect(errors[0]!.extensions.requestId).toBe(answer.headers.get('x-request-id'));
    }
  });

  it.each([
    ['PUT', '/here', 'GET, HEAD, POST'],
    ['DELETE', '/here', 'GET, HEAD, POST'],
    ['PATCH', '/here?a=b', 'GET, HEAD, POST'],
    ['PROPFIND', '/here', 'GET, HEAD, POST'],
    ['POST', '/files/of/anybody', 'GET, HEAD'],
  ])('to %s %s names the methods that are taken', async (method, path, allow) => {
    const origin = await serve();
    // Of a type that nobody reads: the body is not looked at.
    const answer = await fetch(origin + path, { method, headers: { 'content-type': 'x/y' }, body: 'z' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
    expect((await refusalIn(answer)).errors[0]!.extensions.code).toBe('BAD_REQUEST');
  });

  it.each(['PUT', 'PROPFIND', 'GET'])('to %s of an address that is not there is 404', async (method) => {
    const answer = await fetch(`${await serve()}/nowhere`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([404, null]);
    expect((await refusalIn(answer)).errors[0]!.extensions).toEqual({ code: 'NOT_FOUND' });
  });
});

describe('a request that would rather go on in another protocol', () => {
  const upgrade =
    'connection: upgrade, http2-settings, close\r\nhttp2-settings: AAMAAABkAAQAAP__\r\nupgrade: h2c\r\n';

  it.each([
    `GET /here HTTP/1.1\r\nhost: shop\r\n${upgrade}\r\n`,
    `${HEAD}content-length: 1\r\n${upgrade}\r\n{`,
  ])('is answered in this one, though the port takes sockets: %j', async (sent) => {
    const { port } = new URL(await serve());
    app.server.on('upgrade', (_request, stream) => stream.destroy());
    expect(await answerTo(Number(port), sent)).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*here$/);
  });
});

describe('what is no whole request', () => {
  it.each([
    ['nothing at all', '', 408],
    ['half of its headers', HEAD, 408],
    ['half of its body', `${HEAD}content-length: 10\r\n\r\n{`, 408],
    ['no end of chunks', `${HEAD}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n`, 408],
    ['no HTTP', 'SSH-2.0-x\r\n\r\n', 400],
    ['too many headers', `GET /here HTTP/1.1\r\nhost: shop\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
  ])('is told so and cut off when it has %s', async (_, sent, status) => {
    const { port } = new URL(await serve({ receiveTimeoutMs: 100 }));
    const answer = await answerTo(Number(port), sent);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!).errors[0].extensions).toEqual({ code: 'BAD_REQUEST' });
    for (const [name, value] of Object.entries(HEADERS))
      expect(answer).toContain(`\r\n${name}: ${value}\r\n`);
  });

  it('is waited for no longer because it trickles in', async () => {
    const { port } = new URL(await serve({ receiveTimeoutMs: 100 }));
    const socket = opened(Number(port));
    socket.write(`${HEAD}content-length: 100000\r\n\r\n`);
    const trickle = setInterval(() => socket.write('x'), 10);
    await closed(socket);
    clearInterval(trickle);
  });

  it('gets no second answer when the first has left', async () => {
    const { port } = new URL(await serve({ receiveTimeoutMs: 100 }));
    const unread = 'POST /nowhere HTTP/1.1\r\nhost: shop\r\ncontent-length: 10\r\n\r\n{';
    expect((await answerTo(Number(port), unread)).match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 404']);
  });

  it('has 30 s for all of it', async () => {
    await serve();
    expect([app.server.headersTimeout, app.server.requestTimeout]).toEqual([30_000, 30_000]);
  });
});

async function serve(options: GuardedServerOptions = {}): Promise<string> {
  app = createGuardedServer({ forceCloseConnections: true, ...options });
  app.get('/here', async () => 'here');
  app.post('/here', async () => 'here');
  app.get('/files/*', async () => 'file');
  app.get('/fails', async () => Promise.reject(new Error('fails')));
  app.get('/kept', async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=60').send('kept'),
  );
  app.get('/past', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/plain' }).end('past');
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

function opened(port: number): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

/** All that comes until the server closes. */
async function answerTo(port: number, sent: string): Promise<string> {
  const socket = opened(port);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text;
  });
  socket.write(sent);
  await closed(socket);
  return answer;
}

/** However it ends. */
function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve));
}

async function refusalIn(answer: Response) {
  return (await answer.json()) as {
    readonly errors: { readonly extensions: { readonly code: string; readonly requestId?: string } }[];
  };
}
