import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Buyer, lastSlot, newBuyer, PASSWORD, placeOrder, statusOf } from '../../support/buyer.ts';
import { newProduct } from '../../support/catalogue.ts';
import { eventually } from '../../support/eventually.ts';
import { logIn } from '../../support/shop.ts';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { asMember, find, personOf, signIn } from './journey.ts';
import { visit } from './visit.ts';

// What somebody may try who means harm: by another site, by what is written into the shop, by an address.

let browser: Browser;
let shop: Storefront;

beforeAll(async () => {
  browser = await openBrowser();
  shop = storefront();
});
afterAll(() => browser?.close());

const visitor = () => visit(browser, { origin: shop.origin });

/** Ends a script, an attribute and a title, and calls from an element, an attribute and a text of a script. */
const HARM = `</script></title>"'><img src=x onerror="globalThis.harmed=1"><script>globalThis.harmed=1</script>`;
/** As much of it as a name may hold. */
const SHORT_HARM = `"'></title><script>globalThis.harmed=1</script>`;

describe('scripts', () => {
  it('run with the word of their own answer alone', async () => {
    const { page, complaints } = await visitor();
    const policies = [];
    for (const path of ['/ja', '/ja', '/ja/nowhere']) {
      const answer = await page.goto(path);
      policies.push((await answer!.allHeaders())['content-security-policy']!);
    }
    for (const policy of policies) {
      const scripts = /script-src ([^;]*)/.exec(policy)![1]!;
      expect(scripts).toMatch(/^'nonce-[\w+/=]{22,}' 'strict-dynamic'$/);
      expect(policy).toContain("default-src 'none'");
    }
    expect(new Set(policies).size).toBe(3);
    complaints.length = 0;
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="globalThis.harmed = 1">')`,
    );
    await expect.poll(() => complaints.join()).toContain('script-src');
    expect(await page.evaluate('globalThis.harmed')).toBeUndefined();
  });

  it('are not made of what is written into products, names and addresses, on pages and in mails', async () => {
    const staff = await logIn(shop, 'staff@example.jp');
    const visited = await visitor();
    const { page, complaints } = visited;
    const buyer = await newBuyer(shop);
    const { me } = await buyer.run('my-account');
    const named = await buyer.mutate('update-profile', {
      expectedVersion: me.version,
      name: SHORT_HARM,
      nameKana: me.nameKana,
      phone: me.phone,
    });
    const { categories } = await staff.run('list-categories');
    const made = await staff.mutate('create-product', {
      nameJa: SHORT_HARM,
      nameEn: SHORT_HARM,
      nameKana: 'キケン',
      brand: SHORT_HARM,
      descriptionJa: HARM,
      descriptionEn: HARM,
      categoryId: categories[0].id,
      taxClass: 'REDUCED',
      status: 'ACTIVE',
      variants: [{ sku: `HARM-${Date.now()}`, priceYen: 1_080 }],
    });
    expect([named.__typename, made.__typename]).toEqual(['UpdateProfileSuccess', 'CreateProductSuccess']);
    const productId = made.product.id;
    const variantId = made.product.variants[0].id;
    const { stockLocations } = await staff.run('stock-locations');
    await staff.mutate('receive-stock', {
      idempotencyKey: `harm-${variantId}`,
      variantId,
      locationId: stockLocations[0].id,
      quantity: 5,
    });
    await signIn(visited, { email: buyer.email, password: PASSWORD });
    const order = await placeOrder(buyer, { variantId, slotId: (await lastSlot(buyer)).id });
    await statusOf(buyer, order.id, 'CONFIRMED');
    await buyer.mutate('set-cart-line', { variantId, quantity: 1 });
    const paths = [
      `/products/${productId}`,
      '/cart',
      '/orders',
      `/orders/${order.id}`,
      '/account',
      `/search?q=${encodeURIComponent(SHORT_HARM)}`,
    ];
    for (const language of ['ja', 'en'])
      for (const path of paths) {
        await page.goto(`/${language}${path}`, { waitUntil: 'networkidle' });
        expect(await page.evaluate('globalThis.harmed'), path).toBeUndefined();
        expect(await page.locator('img[src=x]').count(), path).toBe(0);
      }
    expect(await page.title()).toContain('globalThis.harmed');

    const mail = page.getByRole('row').filter({ hasText: buyer.email }).getByRole('link').first();
    await eventually(
      async () => {
        await page.goto(`${shop.mailOrigin}/dev/mail`);
        return mail.count();
      },
      (count) => count > 0,
    );
    await mail.click();
    await page.frameLocator('iframe').locator('body').waitFor();
    expect(await page.frames()[1]!.evaluate('globalThis.harmed')).toBeUndefined();
    expect(await page.frames()[1]!.content()).not.toContain('<script');
    // Of a distributed shop, mails are read elsewhere.
    expect(complaints.filter((each) => !each.startsWith(`asked ${shop.mailOrigin}/dev/mail`))).toEqual([]);
  });
});

describe('a session', () => {
  it('is a cookie that scripts cannot read, and nothing else in the browser says who it is', async () => {
    const visited = await visitor();
    const { page } = visited;
    await asMember(visited, shop);
    const [cookie, ...others] = await page.context().cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(cookie!.value).toMatch(/^[\w-]{43}$/);
    expect(await page.evaluate('[document.cookie, localStorage.length, sessionStorage.length]')).toEqual([
      '',
      0,
      expect.any(Number),
    ]);
    expect(await page.content()).not.toMatch(/eyJ[\w-]+\.eyJ/);
  });

  it('that somebody planted before leads nowhere', async () => {
    const visited = await visitor();
    const { page } = visited;
    const name = 'depachika';
    const planted = 'A'.repeat(43);
    await page.context().addCookies([{ name, value: planted, url: shop.origin }]);
    await asMember(visited, shop);
    const [cookie] = await page.context().cookies();
    expect(cookie!.value).not.toBe(planted);
    const other = await visitor();
    await other.page.context().addCookies([{ name, value: planted, url: shop.origin }]);
    await other.page.goto('/ja');
    expect(await personOf(other.page).count()).toBe(0);
  });

  it('is not known to the graph, which takes tokens alone', async () => {
    const visited = await visitor();
    await asMember(visited, shop);
    const answer = await visited.page.evaluate(
      `fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ me { id } }"}' }).then((response) => response.json())`,
    );
    expect(JSON.stringify(answer)).not.toContain('usr_');
  });
});

describe('a page of somebody else', () => {
  it.each([
    ['of another site', 'http://evil.example'],
    // Ports do not part sites: the cookie comes along.
    ['of another port', 'http://127.0.0.1:9'],
  ])('%s sends no form that changes anything', async (_, origin) => {
    const visited = await visitor();
    const { page } = visited;
    const buyer = await asMember(visited, shop);
    await find(visited, 'どらやき');
    const { cart } = await buyer.run('cart');
    const { variant } = cart.lines[0];
    await page.route(`${origin}/**`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<form method="post" action="${shop.origin}/ja/cart"><input name="intent" value="add">
          <input name="variantId" value="${variant.id}"><input name="quantity" value="1"><button>Win</button></form>`,
      }),
    );
    await page.goto(`${origin}/win`);
    const answer = page.waitForResponse(`${shop.origin}/ja/cart`);
    await page.getByRole('button', { name: 'Win' }).click();
    expect((await answer).status()).toBe(403);
    expect((await buyer.run('cart')).cart.lines[0].quantity).toBe(1);
  });

  it('opens no socket of a visitor', async () => {
    const visited = await visitor();
    const { page } = visited;
    await asMember(visited, shop);
    const origin = 'http://127.0.0.1:9';
    await page.route(`${origin}/**`, (route) => route.fulfill({ contentType: 'text/html', body: 'Win' }));
    await page.goto(origin);
    const opened = await page.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket('${shop.origin.replace('http', 'ws')}/live', 'graphql-transport-ws');
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    })`);
    expect(opened).toBe(false);
  });
});

describe('an address', () => {
  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/ja\\@evil.example',
    'javascript:alert(1)',
  ])('leads nobody from signing in to %s', async (to) => {
    const visited = await visitor();
    const { page } = visited;
    const { email } = await newBuyer(shop);
    await page.goto(`/ja/sign-in?to=${encodeURIComponent(to)}`);
    // Also one that was written into the form itself.
    await page
      .locator('input[name=to]')
      .evaluate((field, value) => ((field as unknown as { value: string }).value = value), to);
    await page.getByLabel('メールアドレス').fill(email);
    await page.getByLabel('パスワード').fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'ログイン' }).click();
    await personOf(page).waitFor();
    expect(page.url()).toBe(`${shop.origin}/ja`);
  });

  it('of the order of another says that there is no such page, to a member and to whoever holds a wrong token', async () => {
    const other = await newBuyer(shop);
    const { id, number } = await orderOf(other);
    const visited = await visitor();
    const { page } = visited;
    const absent = { id: 'ord_00000000000000000000000000', number: 'DP-0001-999999' };
    const wrongToken = `/ja/orders/${number}?token=${'A'.repeat(43)}`;
    const expectNothing = async (paths: readonly string[]) => {
      for (const path of paths) {
        const answer = await page.goto(path);
        expect(answer!.status(), path).toBe(404);
        const html = await page.content();
        for (const theirs of ['試験どら焼き', '室町']) expect(html, path).not.toContain(theirs);
      }
    };
    await expectNothing([wrongToken]);
    // Whether there is such an order shows in nothing.
    for (const name of [id, number, absent.id, absent.number]) {
      const answer = await page.goto(`/ja/orders/${name}`);
      expect([answer!.status(), new URL(page.url()).pathname]).toEqual([200, '/ja/sign-in']);
    }

    await asMember(visited, shop);
    await expectNothing([
      ...['', '/pay', '/slip', '/slot', '/refund-account'].map((part) => `/ja/orders/${id}${part}`),
      ...[`/ja/orders/${number}`, wrongToken, `/ja/orders/${absent.number}`],
    ]);
  });

  it('of the door of another offers no delivery time', async () => {
    const { addressId } = await newBuyer(shop);
    const visited = await visitor();
    const { page } = visited;
    await asMember(visited, shop);
    await find(visited, 'どらやき');
    const chosen = await page.request.post('/ja/checkout/address', {
      headers: { origin: shop.origin },
      form: { intent: 'use', addressId },
      maxRedirects: 5,
    });
    // No time is offered at that door, and nothing is told of it.
    const text = await chosen.text();
    expect(text).not.toContain('name="slotId"');
    expect(text).not.toContain('室町');
  });
});

/** An order that somebody has just placed. */
async function orderOf(buyer: Buyer): Promise<{ id: string; number: string }> {
  const product = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 1 });
  return placeOrder(buyer, { ...product, slotId: (await lastSlot(buyer)).id });
}
