import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { type Visit, visit } from './visit.ts';

// Lists of products: what narrows them, and what a search field offers while somebody types. The shelf of rice cakes is one on
// which no other test puts anything, so that counts stay what they are.

let browser: Browser;
let shop: Storefront;

beforeAll(async () => {
  browser = await openBrowser();
  shop = storefront();
});
afterAll(() => browser?.close());

/** What visitors look for on lists, in the language that they read. */
const LISTS = {
  ja: {
    ...{
      brand: 'ブランド',
      narrow: '絞り込む',
      clear: 'すべてはずす',
      cheapest: '価格の安い順',
      next: '次のページ',
    },
    ...{ remove: (name: string) => `「${name}」をはずす`, count: /^([\d,]+)点$/ },
    ...{
      nothingLeft: 'この条件に合う商品はありません。',
      meant: 'もしかして',
      postalCode: '郵便番号',
      day: 'お届け日',
      noSuchPlace: 'この郵便番号へは、現在お届けしておりません。7桁の番号をお確かめください。',
    },
    ...{ typed: 'どら', product: /どら焼き/, misspelt: 'きんつぱ', field: '商品を探す' },
  },
  en: {
    ...{ brand: 'Brand', narrow: 'Show these', clear: 'Clear all', cheapest: 'Price, low to high' },
    ...{ next: 'Next page', remove: (name: string) => `Remove “${name}”`, count: /^([\d,]+) products?$/ },
    ...{
      nothingLeft: 'Nothing matches all of your filters.',
      meant: 'Did you mean',
      postalCode: 'Postal code',
      day: 'Day of delivery',
      noSuchPlace: 'We do not deliver to this postal code at present. Please check its seven digits.',
    },
    ...{ typed: 'dora', product: /Dorayaki/i, misspelt: 'dorakayaki', field: 'Search for products' },
  },
} as const;
const LANGUAGES = ['ja', 'en'] as const;

/** How many products the list has, as it says. */
async function totalOf({ page, language }: Visit): Promise<number> {
  const told = await page.getByRole('main').getByRole('status').textContent();
  return Number(LISTS[language].count.exec(told!)![1]!.replace(',', ''));
}

/** The first maker that the list can be narrowed to. */
async function firstBrand({ page, language }: Visit) {
  const choice = page.getByRole('group', { name: LISTS[language].brand }).locator('label').first();
  return {
    box: choice.getByRole('checkbox'),
    name: (await choice.locator('span').textContent())!,
    count: Number(await choice.locator('small').textContent()),
  };
}

const fieldOf = (page: Page) => page.locator('#query');
const offersOf = (page: Page) => page.getByRole('listbox').getByRole('option');

describe.each(LANGUAGES)('a list in %s', (language) => {
  const words = LISTS[language];
  const visitor = (options = {}) => visit(browser, { origin: shop.origin, language, ...options });

  it('without scripts is narrowed by a form, sorted and turned by links, and keeps what was chosen', async () => {
    const visited = await visitor({ javaScriptEnabled: false });
    const { page } = visited;
    await page.goto(`/${language}/departments/mochi-manju`);
    const all = await totalOf(visited);
    const { box, name, count } = await firstBrand(visited);
    await box.check();
    await page.getByRole('button', { name: words.narrow }).click();
    expect(await totalOf(visited)).toBe(count);
    expect(count).toBeLessThan(all);
    expect(await page.getByRole('main').getByRole('article').count()).toBe(Math.min(count, 24));
    await page.getByRole('link', { name: words.cheapest }).click();
    expect(await totalOf(visited)).toBe(count);
    const prices = await page.getByRole('article').locator('.price').allTextContents();
    const yen = prices.map((text) => Number(/¥([\d,]+)/.exec(text)![1]!.replace(',', '')));
    expect(yen).toEqual(yen.toSorted((a, b) => a - b));
    await page.getByRole('link', { name: words.remove(name) }).click();
    expect(await totalOf(visited)).toBe(all);
    await page.getByRole('link', { name: words.next }).click();
    expect(new URL(page.url()).searchParams.get('sort')).toBe('PRICE_ASC');
    expect(await page.getByRole('article').count()).toBeGreaterThan(0);
    // A collection is a list like any other.
    await page.goto(`/${language}/collections/seasonal-gifts`);
    const own = await firstBrand(visited);
    await own.box.check();
    await page.getByRole('button', { name: words.narrow }).click();
    expect(await totalOf(visited)).toBe(own.count);
    expect(new URL(page.url()).pathname).toBe(`/${language}/collections/seasonal-gifts`);
  });

  it('with scripts changes in place with each choice, and back again', async () => {
    const visited = await visitor();
    const { page, complaints } = visited;
    await page.goto(`/${language}/departments/mochi-manju`, { waitUntil: 'networkidle' });
    await page.evaluate('globalThis.isStillHere = true');
    const all = await totalOf(visited);
    const { box, name, count } = await firstBrand(visited);
    await box.check();
    const chip = page.getByRole('link', { name: words.remove(name) });
    await chip.waitFor();
    expect(await totalOf(visited)).toBe(count);
    expect(await page.evaluate('document.activeElement.name')).toBe('brand');
    await page.goBack();
    await chip.waitFor({ state: 'detached' });
    expect([await totalOf(visited), await box.isChecked()]).toEqual([all, false]);
    await page.goForward();
    await chip.press('Enter');
    await chip.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SECTION');
    expect([await totalOf(visited), await box.isChecked()]).toEqual([all, false]);
    expect(new URL(page.url()).search).toBe('');
    expect(await page.evaluate('globalThis.isStillHere')).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('without scripts is narrowed to what can be somewhere on a day, or says that nobody knows the place', async () => {
    const visited = await visitor({ javaScriptEnabled: false });
    const { page } = visited;
    await page.goto(`/${language}/departments/wagashi`);
    const all = await totalOf(visited);
    const narrow = async (code: string) => {
      await page.getByLabel(words.postalCode).fill(code);
      await page.getByLabel(words.day).selectOption({ index: 2 });
      await page.getByRole('button', { name: words.narrow }).click();
    };
    await narrow('103-0022');
    const chip = page.getByRole('link', { name: '〒103-0022' });
    await chip.waitFor();
    const left = await totalOf(visited);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(all);
    expect(await page.getByLabel(words.postalCode).inputValue()).toBe('1030022');
    await narrow('999-9999');
    expect(await page.getByRole('alert').textContent()).toBe(words.noSuchPlace);
    expect(await totalOf(visited)).toBe(all);
  });

  it('on which nothing is left says so, and leads out of it', async () => {
    const visited = await visitor();
    const { page } = visited;
    await page.goto(`/${language}/departments/wagashi?max=1`);
    await page.getByText(words.nothingLeft).waitFor();
    await page.getByRole('link', { name: words.clear }).click();
    await page.getByText(words.nothingLeft).waitFor({ state: 'detached' });
    expect(await totalOf(visited)).toBeGreaterThan(0);
  });
});

describe.each(LANGUAGES)('the search field in %s', (language) => {
  const words = LISTS[language];
  const visitor = (options = {}) => visit(browser, { origin: shop.origin, language, ...options });

  it('offers what begins so to the keyboard, by a script that comes with the first focus', async () => {
    const { page, complaints, scriptBytes } = await visitor();
    await page.goto(`/${language}`, { waitUntil: 'networkidle' });
    const before = scriptBytes();
    const field = fieldOf(page);
    await field.focus();
    await page.getByRole('combobox', { name: words.field, expanded: false }).waitFor();
    expect(scriptBytes()).toBeGreaterThan(before);
    await field.pressSequentially(words.typed);
    await page.getByRole('combobox', { expanded: true }).waitFor();
    await page.keyboard.press('ArrowUp');
    const marked = page.getByRole('option', { selected: true });
    expect(await marked.textContent()).toBe(await offersOf(page).last().textContent());
    expect(await field.getAttribute('aria-activedescendant')).toBe(await marked.getAttribute('id'));
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { expanded: false }).waitFor();
    expect(await field.inputValue()).toBe(words.typed);
    await page.keyboard.press('ArrowDown');
    const first = (await offersOf(page).first().textContent())!;
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: first }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('and to a mouse; what nobody marked is searched as it was typed', async () => {
    const { page } = await visitor();
    await page.goto(`/${language}`);
    await fieldOf(page).pressSequentially(words.typed);
    const offer = offersOf(page).filter({ hasText: words.product }).first();
    await offer.waitFor();
    await fieldOf(page).press('Enter');
    await page.waitForURL(/\/search\?/);
    expect(new URL(page.url()).searchParams.get('q')).toBe(words.typed);
    expect((await page.getByRole('article').locator('mark').first().textContent())!.toLowerCase()).toContain(
      words.typed.slice(0, 1),
    );
    await fieldOf(page).fill('');
    await fieldOf(page).pressSequentially(words.typed);
    await page.getByRole('group').getByRole('option').filter({ hasText: words.product }).last().click();
    await page.waitForURL(/\/products\//);
    await expect.poll(() => fieldOf(page).inputValue()).toBe('');
  });

  it('that found nothing says what may have been meant', async () => {
    const { page } = await visitor();
    await page.goto(`/${language}/search?q=${words.misspelt}`);
    const meant = page.getByRole('navigation', { name: words.meant }).getByRole('link').first();
    const query = (await meant.textContent())!;
    await meant.click();
    await page.waitForURL((url) => url.searchParams.get('q') === query);
    const told = page.waitForRequest((request) => request.url().endsWith(`/${language}/search/choice`));
    await page.getByRole('main').getByRole('article').first().getByRole('link').click();
    expect(new URLSearchParams((await told).postData()!).get('q')).toBe(query);
    await page.waitForURL(/\/products\//);
  });
});

describe('an input method', () => {
  it('composes in peace: nothing is asked or sent until it has ended', async () => {
    const { page } = await visit(browser, { origin: shop.origin });
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname.endsWith('/suggestions')) asked.push(searchParams.get('q')!);
    });
    await page.clock.install();
    await page.goto('/ja');
    await fieldOf(page).focus();
    await page.getByRole('combobox').waitFor();
    const keys = await page.context().newCDPSession(page);
    const compose = (text: string) =>
      keys.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    for (const text of ['d', 'ど', 'どr', 'どら']) await compose(text);
    await page.clock.runFor(1_000);
    const enter = { windowsVirtualKeyCode: 229, key: 'Process', code: 'Enter' };
    await keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter });
    await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
    expect([asked, new URL(page.url()).pathname]).toEqual([[], '/ja']);
    await keys.send('Input.insertText', { text: 'どら焼き' });
    await page.clock.runFor(1_000);
    await offersOf(page).first().waitFor();
    expect([asked, new URL(page.url()).pathname]).toEqual([['どら焼き'], '/ja']);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?/);
  });
});

const WCAG = (axe: AxeBuilder) => axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']);
/** In the dark other colours stand in the same places. */
const LOOKS = [
  [360, 'light', WCAG],
  [1280, 'light', WCAG],
  [360, 'dark', (axe: AxeBuilder) => axe.withRules(['color-contrast', 'link-in-text-block'])],
] as const;

describe('what is unfolded', () => {
  it.each(LANGUAGES)('can be used by everybody, in %s', async (language) => {
    const { page, complaints } = await visit(browser, { origin: shop.origin, language });
    await page.goto(`/${language}/departments/wagashi?max=5000`, { waitUntil: 'networkidle' });
    await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
    await fieldOf(page).pressSequentially(LISTS[language].typed);
    await offersOf(page).first().waitFor();
    for (const [width, colorScheme, look] of LOOKS) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      const { violations } = await look(new AxeBuilder({ page }).setLegacyMode()).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes[0]!.html])).toEqual([]);
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate<number>(overflow)).toBe(0);
    }
    expect(complaints).toEqual([]);
  });
});
