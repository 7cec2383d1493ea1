import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServiceHttp, serviceHttp } from '../../subgraphs/http/service-http.ts';
import { startToyRouter, type ToyRouter } from '../../testing/toy-router.ts';
import { addPictureRoutes, passUploadsTo } from './pass-through.ts';

/** No text in any encoding. */
const BYTES = randomBytes(200_000);
const TAG = '"abc-320.avif"';

let products: Server;
let service: ServiceHttp;
let shop: ToyRouter;
const received: {
  readonly method?: string;
  readonly url?: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}[] = [];

/** Products, as far as it matters here: it keeps what is put, and shows one picture. */
beforeAll(async () => {
  products = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    if (method === 'PUT') {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      received.push({ method, url, headers, body: Buffer.concat(parts) });
      response.writeHead(url.includes('refused') ? 403 : 204, { 'content-type': 'text/plain' }).end();
      return;
    }
    const isKnown = headers['if-none-match'] === TAG;
    const kept = { etag: TAG, 'cache-control': 'public, max-age=31536000, immutable' };
    if (isKnown) response.writeHead(304, kept).end();
    else response.writeHead(200, { ...kept, 'content-type': 'image/avif' }).end(BYTES);
  });
  await new Promise<void>((resolve) => products.listen(0, '127.0.0.1', resolve));
  service = serviceHttp([new URL(`http://127.0.0.1:${(products.address() as AddressInfo).port}`)]);
  shop = await startToyRouter({
    uploads: passUploadsTo(service),
    routes: (http) => addPictureRoutes(http, service),
    env: { RATE_LIMIT_REQUESTS: '20' },
  });
});
afterAll(async () => {
  await shop.close();
  await service.close();
  products.close();
});

describe('what is put below /uploads/', () => {
  const put = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, shop.url), {
      method: 'PUT',
      headers: { 'content-type': 'image/jpeg' },
      body: BYTES,
      ...init,
    });

  it('reaches products byte by byte, with its type and length, at its address', async () => {
    const answer = await put('/uploads/upl_1.secret?x=1');
    expect(answer.status).toBe(204);
    const [upload] = received;
    expect(upload).toMatchObject({
      url: '/uploads/upl_1.secret?x=1',
      headers: { 'content-type': 'image/jpeg', 'content-length': String(BYTES.length) },
    });
    expect(upload!.body.equals(BYTES)).toBe(true);
  });

  it('is answered as products answers it, and is asked for in no other way', async () => {
    expect((await put('/uploads/refused')).status).toBe(403);
    const others = ['GET', 'POST', 'DELETE'].map((method) =>
      fetch(new URL('/uploads/x', shop.url), { method }),
    );
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([405, 405, 405]);
  });

  it('may be put by a page of an allowed origin, which a browser asks about first', async () => {
    const asked = { origin: 'https://staff.example', 'access-control-request-method': 'PUT' };
    const answer = await fetch(new URL('/uploads/x', shop.url), { method: 'OPTIONS', headers: asked });
    expect(answer.headers.get('access-control-allow-methods')).toContain('PUT');
  });

  it('is limited in rate, before products hears of it', async () => {
    const statuses = new Set<number>();
    for (let sent = 0; sent < 25; sent += 1)
      statuses.add((await put('/uploads/refused', { body: 'x' })).status);
    expect([...statuses]).toEqual([403, 429]);
    expect(received.length).toBeLessThan(25);
  });
});

describe('a picture below /images/', () => {
  const image = (init?: RequestInit) => fetch(new URL('/images/pic_1/abc-320.avif', shop.url), init);

  it('comes byte by byte, to be kept for ever', async () => {
    const answer = await image();
    expect(Buffer.from(await answer.arrayBuffer()).equals(BYTES)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/avif',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      etag: TAG,
    });
  });

  it('is not sent to whoever has it, or asks for its head alone', async () => {
    const known = await image({ headers: { 'if-none-match': TAG } });
    expect([known.status, await known.text()]).toEqual([304, '']);
    const head = await image({ method: 'HEAD' });
    expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, TAG, '']);
  });
});
