import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newBuyer } from '../../support/buyer.ts';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { register, signIn } from './journey.ts';
import { linkInMailTo } from './mails.ts';
import { visit } from './visit.ts';

// Links of mails, as they lie in the outbox of a shop in development. Each leads somewhere once.

let browser: Browser;
let shop: Storefront;

beforeAll(async () => {
  browser = await openBrowser();
  shop = storefront();
});
afterAll(() => browser?.close());

const NEW_PASSWORD = 'another-password-of-tests';

describe('the link of a mail', () => {
  it('proves an address once', async () => {
    const visited = await visit(browser, { origin: shop.origin });
    const { page, complaints } = visited;
    const email = await register(visited);
    const link = await linkInMailTo(shop, { email, page: 'verify' });
    const press = async () => {
      await page.goto(link);
      await page.getByRole('main').locator('form button').click();
    };
    await press();
    await page.getByRole('main').getByRole('status').filter({ hasText: email }).waitFor();
    expect(complaints).toEqual([]);
    await press();
    await page.getByRole('main').getByRole('alert').waitFor();
  });

  it('sets another password once, and ends the session of whoever knew the old one', async () => {
    const { email } = await newBuyer(shop);
    const visited = await visit(browser, { origin: shop.origin });
    const { page } = visited;
    await page.goto('/ja/reset');
    await page.locator('#email').fill(email);
    await page.getByRole('main').locator('form button').click();
    await page.getByRole('main').getByRole('status').waitFor();
    const link = await linkInMailTo(shop, { email, page: 'reset' });
    const set = async () => {
      await page.goto(link);
      await page.locator('#newPassword').fill(NEW_PASSWORD);
      await page.getByRole('main').locator('form button').click();
    };
    await set();
    await page.waitForURL(/\/sign-in\?reset$/);
    await signIn(visited, { email, password: NEW_PASSWORD });
    await set();
    await page.getByRole('main').getByRole('alert').waitFor();
  });
});
