import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { chooseSlot } from './journey.ts';
import { type Settled, settle } from './pages.ts';
import { type Visit, visit } from './visit.ts';

let browser: Browser;
let shop: Storefront;

beforeAll(async () => {
  browser = await openBrowser();
  shop = storefront();
});
afterAll(() => browser?.close());

/** One thing that the keyboard comes to. */
interface Stop {
  readonly what: string;
  /** Whether it can be seen that it is there. */
  readonly isShown: boolean;
}

/** Everything that the keyboard comes to, from the top of the page until it has been around. */
async function stopsOf({ page }: Visit): Promise<Stop[]> {
  await page.evaluate('document.activeElement?.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)');
  const stops: Stop[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<Stop | null>(`(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      return { what: ${NAME}(at), isShown: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 };
    })()`);
    if (!stop) return stops;
    stops.push(stop);
  }
}

const NAME = `((each) => each.tagName + ' ' + (each.name ?? '') + ' ' + (each.type === 'radio' ? '' : (each.textContent || each.id)).trim())`;

/** Everything that can be operated, in the order of the page: of the choices of one question the chosen one, or the first. */
const OPERABLE = `(() => {
  const seen = new Set();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((each) => !each.disabled && each.type !== 'hidden' && each.tabIndex >= 0 && each.checkVisibility({ contentVisibilityAuto: true }))
    .filter((each) => {
      if (each.type !== 'radio') return true;
      const group = [...document.getElementsByName(each.name)].filter((other) => other.form === each.form && !other.disabled);
      if (group.some(({ checked }) => checked)) return each.checked;
      if (seen.has(each.name)) return false;
      seen.add(each.name);
      return true;
    })
    .map(${NAME});
})()`;

describe('the keyboard', () => {
  let visited: Visit;
  let settled: Settled;

  async function expectOrder(path: string): Promise<void> {
    await visited.page.goto(path, { waitUntil: 'networkidle' });
    const stops = await stopsOf(visited);
    expect(stops.filter(({ isShown }) => !isShown)).toEqual([]);
    expect(stops.map(({ what }) => what)).toEqual(await visited.page.evaluate<string[]>(OPERABLE));
  }

  it('comes to everything that can be operated, in the order of the page, and is seen there', async () => {
    visited = await visit(browser, { origin: shop.origin });
    settled = await settle(visited, shop);
    for (const path of [settled.pages.product, '/cart', settled.pages.slip, '/checkout/address'])
      await expectOrder(`/ja${path}`);
    await visited.page.getByRole('radio').first().check();
    await visited.page.getByRole('button', { name: visited.words.address.use }).click();
    await visited.page.waitForURL(/\/slot$/);
    await expectOrder('/ja/checkout/slot');
    await chooseSlot(visited);
    await expectOrder('/ja/checkout/payment');
  });

  it('skips the head of a page, which comes first', async () => {
    visited = await visit(browser, { origin: shop.origin });
    const { page } = visited;
    await page.goto('/ja/departments/wagashi', { waitUntil: 'networkidle' });
    const head = (await stopsOf(visited)).map(({ what }) => what.replaceAll(/\s+/g, ' ').trim());
    expect(head.slice(0, 4)).toEqual(['A 本文へ', 'A デパチカ', 'INPUT q query', 'BUTTON 検索']);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true);
  });
});
