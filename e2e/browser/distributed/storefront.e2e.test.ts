import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type Shop, startShop } from '../../support/shop.ts';
import { TOPOLOGY } from '../../support/shop-process.ts';
import {
  chooseSlot,
  find,
  personOf,
  placeOrder,
  register,
  stateOf,
  tellAddress,
} from '../storefront/journey.ts';
import { ON_THE_WAY, staffFor } from '../storefront/staff.ts';
import { openVisit, type Visit } from '../storefront/visit.ts';
import { openBrowser } from '../support/browser.ts';

// The pages of a shop of many processes, two of them for pages, while processes die and freeze under somebody who looks on.

vi.setConfig({ testTimeout: 240_000 });

describe.runIf(TOPOLOGY === 'distributed' && process.env.CHROMIUM_PATH)(
  'pages in processes of their own (CHROMIUM_PATH)',
  () => {
    let shop: Shop;
    let browser: Browser;
    let visited: Visit;
    let orderId: string;

    beforeAll(async () => {
      shop = await startShop({ replicas: 'web=2', env: { NOTIFICATIONS_POLL_MS: '1000' } });
      browser = await openBrowser();
      visited = await openVisit(browser, { origin: shop.origin() });
    });
    afterAll(async () => {
      await browser?.close();
      await shop?.stop();
    });

    const processOf = (service: string) =>
      shop
        .process()
        .services()
        .find((each) => each.service === service || each.name === service)!;

    it('sell to somebody who registers, whichever of them answers', async () => {
      const { page, words } = visited;
      await register(visited);
      await find(visited, 'どらやき');
      await page.getByRole('link', { name: words.toCheckout }).click();
      await tellAddress(visited);
      await chooseSlot(visited);
      await page.getByLabel(words.methods.konbini).check();
      orderId = await placeOrder(visited);
      await expect.poll(() => stateOf(page).textContent()).toBe(words.states.awaitingPayment);
      const slip = page.getByRole('region', { name: words.slip });
      const code = (await slip.locator('.code').first().textContent())!;
      expect((await shop.command('commands/shop/konbini-pay.ts', code)).code).toBe(0);
      await expect.poll(() => stateOf(page).textContent()).toBe(words.states.confirmed);
    });

    it('lose no step of a parcel, and nobody who is signed in, while one of them, the router and two domains die or freeze', async () => {
      const { page, words } = visited;
      const { states } = words;
      const state = stateOf(page);
      const staff = await staffFor(shop, orderId);
      await page.evaluate('globalThis.isStillHere = true');

      process.kill(processOf('web-2').pid, 'SIGKILL');
      process.kill(processOf('orders').pid, 'SIGKILL');
      await eventually(
        () =>
          staff.prepare().then(
            () => true,
            () => false,
          ),
        (done) => done,
      );
      await expect.poll(() => state.textContent()).toBe(states.preparing);

      await staff.record('PICKED_UP', ON_THE_WAY.counter);
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
      const steps = page.getByRole('region', { name: 'ご注文の状況' }).getByRole('listitem');
      expect(
        (await steps.allTextContents()).map((text) => text.replace(/^.*\d{2}:\d{2}/, '')).slice(-4),
      ).toEqual([states.preparing, states.left, states.onItsWay, states.delivered]);
    });
  },
);
