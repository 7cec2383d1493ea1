import { type Line, lineTo } from '@depachika/testing/line.ts';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Buyer } from '../../support/buyer.ts';
import { newProduct } from '../../support/catalogue.ts';
import { eventually } from '../../support/eventually.ts';
import { logIn, type Shop, startShop } from '../../support/shop.ts';
import { TOPOLOGY } from '../../support/shop-process.ts';
import { asMember, personOf, stateOf } from '../storefront/journey.ts';
import { buyAsGuest, buyAtRegister, payAgainAndProve } from '../storefront/purchases.ts';
import { ON_THE_WAY } from '../storefront/staff.ts';
import { openVisit, type Visit } from '../storefront/visit.ts';
import { loseNoStep, stepsOf, watch } from '../storefront/watching.ts';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefrontOf } from '../support/storefront.ts';

// The pages of a shop of many processes, two of them for pages, while processes die and freeze under somebody who looks on.

vi.setConfig({ testTimeout: 240_000 });

describe.runIf(TOPOLOGY === 'distributed' && process.env.CHROMIUM_PATH && process.env.TEST_REDIS_URL)(
  'pages in processes of their own (CHROMIUM_PATH, TEST_REDIS_URL)',
  () => {
    let redis: Line;
    let shop: Shop;
    let pages: Storefront;
    let browser: Browser;
    let visited: Visit;
    let buyer: Buyer;

    beforeAll(async () => {
      redis = await lineTo(process.env.TEST_REDIS_URL!);
      shop = await startShop({
        replicas: 'web=2',
        env: { NOTIFICATIONS_POLL_MS: '1000', REDIS_URL: redis.url },
      });
      pages = storefrontOf(shop);
      browser = await openBrowser();
      visited = await openVisit(browser, { origin: shop.origin() });
      buyer = await asMember(visited, shop);
    });
    afterAll(async () => {
      await browser?.close();
      await shop?.stop();
      await redis?.close();
    });

    const processOf = (service: string) =>
      shop
        .process()
        .services()
        .find((each) => each.service === service || each.name === service)!;

    it('sell to a guest who registers, pays at the register, watches the parcel come, and has points', () =>
      buyAtRegister({ browser, shop: pages }, { language: 'ja', wanted: 'どらやき', near: '新橋' }));

    it('sell to a guest, whose mail opens the order elsewhere', () => buyAsGuest({ browser, shop: pages }));

    it('sell to somebody whose card is declined, and who proves another one theirs', () =>
      payAgainAndProve({ browser, shop: pages }));

    it('lose no step of a parcel, and nobody who is signed in, while Redis is away, and say so', async () => {
      const watched = await watch(visited, buyer, shop);
      onTestFinished(() => redis.mend());
      const absence = { away: () => redis.cut(), back: () => redis.mend() };
      await loseNoStep(watched, { ...absence, isToldOf: 'with the next step' });
      await visited.page.reload();
      await personOf(visited.page).waitFor();
    });

    it('lose no step of a parcel, and nobody who is signed in, while one of them, the router and two domains die or freeze', async () => {
      const { page, words } = visited;
      const { states } = words;
      const state = stateOf(page);
      const { staff } = await watch(visited, buyer, shop);

      process.kill(processOf('web-2').pid, 'SIGKILL');
      process.kill(processOf('orders').pid, 'SIGKILL');
      await done(() => staff.prepare());
      await expect.poll(() => state.textContent()).toBe(states.preparing);

      // Delivery asks orders as well, and comes back to them at its own time.
      await done(() => staff.record('PICKED_UP', ON_THE_WAY.counter));
      await expect.poll(() => state.textContent()).toBe(states.left);
      const delivery = processOf('delivery').pid;
      process.kill(delivery, 'SIGSTOP');
      await page.reload();
      expect(await state.textContent()).toBe(states.left);
      await personOf(page).waitFor();
      await page.evaluate('globalThis.isStillHere = true');
      process.kill(delivery, 'SIGCONT');

      process.kill(processOf('router').pid, 'SIGKILL');
      await eventually(
        () => fetch(new URL('/health/ready', shop.origin())).then(({ ok }) => ok),
        (isThere) => isThere,
      );
      await staff.record('OUT_FOR_DELIVERY', ON_THE_WAY.ginza);
      await staff.record('OUT_FOR_DELIVERY', ON_THE_WAY.shimbashi);
      await page.getByText(words.near('新橋')).waitFor();
      await staff.record('DELIVERED', ON_THE_WAY.door);
      await expect.poll(() => state.textContent()).toBe(states.delivered);
      expect(await page.evaluate('globalThis.isStillHere')).toBe(true);
      expect((await stepsOf(visited)).slice(-4)).toEqual([
        states.preparing,
        states.left,
        states.onItsWay,
        states.delivered,
      ]);
    });

    it('exchange a session once for two tabs that act in the same moment after an hour, and lose nothing', async () => {
      const staff = await logIn(shop, 'staff@example.jp');
      const products = [await newProduct(staff, { pieces: 1 }), await newProduct(staff, { pieces: 1 })];
      const tabs = await Promise.all(
        products.map(async ({ productId }) => {
          const page = await visited.page.context().newPage();
          await page.goto(`/ja/products/${productId}`);
          return page;
        }),
      );
      const before = await refreshTokensOf(shop, buyer);
      await shop.advance(61 * 60_000);
      await Promise.all(
        tabs.map((tab) => tab.getByRole('button', { name: visited.words.addToCart }).click()),
      );
      for (const tab of tabs) {
        await tab.waitForURL(/\/cart$/);
        await personOf(tab).waitFor();
      }
      expect(await refreshTokensOf(shop, buyer)).toBe(before + 1);
      await visited.page.goto('/ja/cart');
      for (const { productId } of products)
        await visited.page.getByRole('main').locator(`a[href$="/products/${productId}"]`).first().waitFor();
    });
  },
);

/** How many a customer was ever given: one for each sign-in, and one more for each exchange. */
async function refreshTokensOf({ databaseUrl }: Shop, { userId }: Buyer): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM users.refresh_tokens
     WHERE session_id IN (SELECT id FROM users.sessions WHERE user_id = $1)`,
    [userId],
  );
  await client.end();
  return rows[0]!.count;
}

/** Tries again what a part of the shop refuses that has just been killed, as it says one should. */
async function done(step: () => Promise<unknown>): Promise<void> {
  await eventually(
    () =>
      step().then(
        () => true,
        () => false,
      ),
    (isDone) => isDone,
  );
}
