import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Buyer, lastSlot, newBuyer, placeOrder } from '../support/buyer.ts';
import { newProduct } from '../support/catalogue.ts';
import { operation } from '../support/operations.ts';
import { logIn, type Shop, startShop } from '../support/shop.ts';
import type { AskedOperation, Asker, PageClients } from './pages/clients.ts';
import { type OpenPage, openBrowser, openPage } from './support/browser.ts';
import { type Site, serveSite } from './support/site.ts';

// Client libraries in a page that is not the shop's, in a Chromium that keeps to its own rules.

let site: Site;
let shop: Shop;
let browser: Browser;
let buyer: Buyer;
let open: OpenPage;

beforeAll(async () => {
  site = await serveSite('clients.ts');
  browser = await openBrowser();
  shop = await startShop({ embedded: true, env: { CORS_ORIGINS: site.origin } });
  buyer = await newBuyer(shop);
});
afterAll(async () => {
  await browser?.close();
  await shop?.stop();
  await site?.close();
});
beforeEach(async () => {
  open = await openPage(browser, site.origin);
});
afterEach(() => open.page.close());

const PRODUCTS: AskedOperation = { text: operation('list-products'), variables: { first: 3 } };
const ME: AskedOperation = { text: operation('my-account') };
const somebody = (): Asker => ({ url: shop.graphqlUrl() });
const customer = (): Asker => ({ ...somebody(), token: buyer.token });

/** Calls one of the page's clients inside the page. */
function ask<Name extends keyof PageClients>(
  name: Name,
  ...args: Parameters<PageClients[Name]>
): Promise<unknown> {
  return open.page.evaluate(
    ([method, values]) => {
      const { clients } = globalThis as unknown as {
        clients: Record<string, (...all: unknown[]) => unknown>;
      };
      return clients[method]!(...values);
    },
    [name as string, args] as const,
  );
}

describe('Apollo Client with a name', () => {
  it.each([
    ['POST', false],
    ['GET', true],
  ])('reads by %s, for which the browser asks first', async (method, byGet) => {
    expect(await ask('apollo', somebody(), PRODUCTS, byGet)).toMatchObject({
      products: { nodes: [{}, {}, {}] },
    });
    expect(open.preflights).toEqual([method]);
  });

  it.each([
    ['POST', false],
    ['GET', true],
  ])('reads what is its customer’s, with a token, by %s', async (_, byGet) => {
    expect(await ask('apollo', customer(), ME, byGet)).toMatchObject({ me: { email: buyer.email } });
  });

  it('writes', async () => {
    const product = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 1 });
    const line: AskedOperation = {
      text: operation('set-cart-line'),
      variables: { input: { variantId: product.variantId, quantity: 1 } },
    };
    expect(await ask('apollo', customer(), line, true)).toMatchObject({
      setCartLine: { __typename: 'SetCartLineSuccess', cart: { pieces: 1 } },
    });
  });

  it('follows an order over graphql-ws', async () => {
    const product = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 1 });
    const { id: slotId } = await lastSlot(buyer);
    const order = await placeOrder(buyer, { ...product, slotId });
    const follow: AskedOperation = {
      text: operation('track-order'),
      variables: { orderId: order.id, since: 0 },
    };
    expect(await ask('apolloEvents', customer(), follow, 2)).toMatchObject([
      { orderStatusChanged: { version: 1, to: 'PENDING' } },
      { orderStatusChanged: { version: 2, to: 'CONFIRMED', order: { id: order.id } } },
    ]);
    await expect(ask('apolloEvents', somebody(), follow, 1)).rejects.toThrow();
  });
});

describe.each([
  ['urql with its defaults', 'urql'],
  ['graphql-request by GET', 'graphqlRequest'],
] as const)('%s', (_, client) => {
  it('reads', async () => {
    const sent: string[] = [];
    open.page.on('request', (request) => sent.push(request.method()));
    expect(await ask(client, somebody(), PRODUCTS)).toMatchObject({ products: { nodes: [{}, {}, {}] } });
    expect(sent).toEqual(['GET']);
    expect(await ask(client, customer(), ME)).toMatchObject({ me: { email: buyer.email } });
  });
});

describe('a page of an origin that the shop was not told of', () => {
  it('reads nothing, whichever client it has', async () => {
    await open.page.goto(site.otherOrigin);
    await expect(ask('apollo', somebody(), PRODUCTS, false)).rejects.toThrow('Failed to fetch');
    await expect(ask('apollo', somebody(), PRODUCTS, true)).rejects.toThrow('Failed to fetch');
    await expect(ask('urql', somebody(), PRODUCTS)).rejects.toThrow('Failed to fetch');
    await expect(ask('graphqlRequest', somebody(), PRODUCTS)).rejects.toThrow('Failed to fetch');
  });
});
