import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { visit } from './visit.ts';

// What a form says that is refused, to eyes, keyboards and screen readers.

let browser: Browser;
let shop: Storefront;

beforeAll(async () => {
  browser = await openBrowser();
  shop = storefront();
});
afterAll(() => browser?.close());

describe.each([
  ['with scripts', true],
  ['without scripts', false],
])('a form that is refused, %s,', (_, javaScriptEnabled) => {
  it('leads to each wrong field, says beside it what is wrong, and keeps what was typed', async () => {
    const { page } = await visit(browser, { origin: shop.origin, language: 'en', javaScriptEnabled });
    await page.goto('/en/register');
    // Blanks that a browser takes for a name, and an address that it takes for one.
    await page.locator('#name').fill('　');
    await page.locator('#email').fill('somebody@nowhere');
    await page.locator('#password').fill('depachika-demo-1');
    await page.getByRole('main').getByRole('button').click();
    const links = page.getByRole('alert').getByRole('link');
    await links.first().waitFor();
    for (const field of ['name', 'email']) {
      const says = await page.locator(`#${field}-wrong`).textContent();
      await links.filter({ hasText: says! }).click();
      await page.locator(`#${field}:focus[aria-invalid][aria-describedby="${field}-wrong"]`).waitFor();
      expect(await links.count()).toBe(2);
    }
    expect(await page.locator('#email').inputValue()).toBe('somebody@nowhere');
    if (!javaScriptEnabled) return;
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});
