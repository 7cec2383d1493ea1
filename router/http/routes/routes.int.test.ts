import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRouterConfig } from '../../config.ts';
import { createRouter } from '../../router.ts';
import type { ServiceHttp } from '../../subgraphs/http/service-http.ts';
import { inProcessTransport } from '../../subgraphs/in-process-transport.ts';
import { startToyRouter, type ToyRouter } from '../../testing/toy-router.ts';
import { toySupergraph } from '../../testing/toy-shop.ts';
import { addLocalMailRoutes } from './pass-through.ts';

let toy: ToyRouter;
beforeAll(async () => {
  toy = await startToyRouter();
});
afterAll(() => toy.close());

/** A page that frames itself, and that no other origin reads. */
const OF_ONE_ORIGIN = {
  'x-frame-options': 'SAMEORIGIN',
  'cross-origin-resource-policy': 'same-origin',
};

describe('beside the graph', () => {
  it('webhooks pass byte by byte, and no more of them than the limit', async () => {
    const seen: { path: string; body: Buffer; signature: unknown }[] = [];
    const shop = await startToyRouter({
      webhooks: async ({ path, headers, body }) => {
        seen.push({ path, body, signature: headers['x-signature'] });
        return { status: 202, body: 'taken' };
      },
    });
    const url = new URL('/webhooks/payments/sandbox?x=1', shop.url);
    const headers = { 'content-type': 'application/json', 'x-signature': 's' };
    const body = '{ "spaces":   "kept" }';
    const taken = await fetch(url, { method: 'POST', headers, body });
    expect([taken.status, await taken.text()]).toEqual([202, 'taken']);
    expect(seen).toEqual([
      { path: '/webhooks/payments/sandbox?x=1', body: Buffer.from(body), signature: 's' },
    ]);
    const large = await fetch(url, { method: 'POST', headers, body: 'x'.repeat(256 * 1024 + 1) });
    expect(large.status).toBe(413);
    await shop.close();
  });

  it('the questions of a card issuer pass with their answers, and no more of those than a word', async () => {
    const seen: { method: string; path: string; body: string }[] = [];
    const shop = await startToyRouter({
      challenges: async ({ method, path, body }) => {
        seen.push({ method, path, body: body.toString() });
        return { status: method === 'GET' ? 200 : 303, headers: { location: '/orders' }, body: 'page' };
      },
    });
    const url = new URL('/sandbox/challenges/ch_1?return=%2Forders', shop.url);
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([200, 'page']);
    const post = (body: string | URLSearchParams) => fetch(url, { method: 'POST', body, redirect: 'manual' });
    const answered = await post(new URLSearchParams({ answer: 'succeed' }));
    expect([answered.status, answered.headers.get('location')]).toEqual([303, '/orders']);
    expect((await post('x'.repeat(4_097))).status).toBe(413);
    const path = '/sandbox/challenges/ch_1?return=%2Forders';
    expect(seen).toEqual([
      { method: 'GET', path, body: '' },
      { method: 'POST', path, body: 'answer=succeed' },
    ]);
    await shop.close();
  });

  it('mails of a shop in development are read where notifications shows them', async () => {
    const asked: string[] = [];
    const notifications = {
      request: async ({ path }: { readonly path: string }) => {
        asked.push(path);
        return { status: 200, headers: OF_ONE_ORIGIN, body: 'mail' };
      },
    } as unknown as ServiceHttp;
    const shop = await startToyRouter({ routes: (http) => addLocalMailRoutes(http, notifications) });
    for (const path of ['/dev/mail', '/dev/mail/mai_1/html']) {
      const answer = await fetch(new URL(path, shop.url), { headers: { origin: 'https://other.example' } });
      expect([answer.status, await answer.text()]).toEqual([200, 'mail']);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    }
    expect(asked).toEqual(['/dev/mail', '/dev/mail/mai_1/html']);
    expect((await fetch(new URL('/dev/mail', toy.url))).status).toBe(404);
    await shop.close();
  });

  it('readiness lasts while any subgraph answers, and names those that do not', async () => {
    let away: string[] = [];
    const shop = await startToyRouter({
      transport: (subgraph) => ({
        ...inProcessTransport(subgraph),
        ready: () => (away.includes(subgraph.name) ? Promise.reject(new Error('no')) : Promise.resolve()),
      }),
    });
    const ready = async () => {
      const answer = await fetch(new URL('/health/ready', shop.url));
      return [answer.status, await answer.json()];
    };
    const all = Object.keys(shop.shop.subgraphs);
    expect(await ready()).toEqual([200, { status: 'ready' }]);
    away = ['orders'];
    expect(await ready()).toEqual([200, { status: 'ready', degraded: ['orders'] }]);
    expect(await shop.router.health()).toContainEqual({ name: 'orders', answers: false });
    away = all;
    expect(await ready()).toEqual([503, { status: 'waiting', missing: all }]);
    expect((await fetch(new URL('/health/live', shop.url))).status).toBe(200);
    await shop.close();
  });

  it('a browser gets a landing page in development', async () => {
    const page = await fetch(toy.url, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toContain('text/html');
  });

  it('a port that is taken is named', async () => {
    const port = Number(new URL(toy.url).port);
    await expect(startToyRouter({ port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port ${port} is in use`,
    });
  });

  it('a supergraph whose subgraph nobody serves does not start', async () => {
    const { shop, clock } = toy;
    const options = {
      supergraphSdl: toySupergraph(),
      subgraphs: {},
      identitySigner: shop.identitySigner,
      clock,
    };
    await expect(createRouter({ ...options, config: readRouterConfig({}) } as never)).rejects.toMatchObject({
      code: 'SUBGRAPH_MISSING',
    });
  });
});
