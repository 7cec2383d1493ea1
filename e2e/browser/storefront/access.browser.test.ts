import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../../support/buyer.ts';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { chooseSlot, find, personOf, signIn } from './journey.ts';
import {
  askMember,
  MEMBERS_PAGES,
  OPEN_PAGES,
  PAGES_OF_QUESTIONS,
  RARE_PAGES,
  type Settled,
  settle,
} from './pages.ts';
import { openVisit, type Visit, visit } from './visit.ts';

// Whether everybody can use every page: whatever they read it in, on and with.

let browser: Browser;
let shop: Storefront;

beforeAll(async () => {
  browser = await openBrowser();
  shop = storefront();
});
afterAll(() => browser?.close());

const WIDTHS = [360, 1280];
/** A window of 1280 at 200 %, and at 400 %. */
const ZOOMED = [640, 320];

/** In the dark other colours stand in the same places: what is asked of places was asked in the light. */
const RULES = {
  light: (axe: AxeBuilder) => axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']),
  dark: (axe: AxeBuilder) => axe.withRules(['color-contrast', 'link-in-text-block']),
} as const;
const SCHEMES = ['light', 'dark'] as const;

/** What is wrong with the page that is open, in each look: rules of WCAG AA, what stands out at its side, and what moves. */
async function faultsOf({ page }: Visit): Promise<unknown[]> {
  const faults: unknown[] = [];
  for (const width of [...WIDTHS, ...ZOOMED]) {
    await page.setViewportSize({ width, height: 800 });
    const overflow = await page.evaluate<number>(OVERFLOW);
    if (overflow > 0) faults.push({ width, overflow });
    for (const colorScheme of WIDTHS.includes(width) ? SCHEMES : []) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Frames of others, which no page has, are all that this way does not look into; it takes half the time.
      const axe = new AxeBuilder({ page }).setLegacyMode();
      const { violations } = await RULES[colorScheme](axe).analyze();
      for (const { id, nodes } of violations)
        faults.push({ colorScheme, width, id, html: nodes.map(({ html }) => html) });
    }
  }
  const moving = await page.evaluate<string[]>(MOVING);
  if (moving.length > 0) faults.push({ moving });
  return faults;
}

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const MOVING = `[...document.querySelectorAll('*')].filter((each) => {
  const { transitionDuration, animationName } = getComputedStyle(each);
  return animationName !== 'none' || transitionDuration.split(', ').some((time) => time !== '0s');
}).map((each) => each.outerHTML.slice(0, 200))`;

/** One member for all languages. */
let member: Settled & { readonly asked: Awaited<ReturnType<typeof askMember>> };

/** Signs the member in. */
async function memberIn(visited: Visit): Promise<typeof member> {
  if (member) {
    const isThere = await personOf(visited.page).count();
    if (!isThere) await signIn(visited, { email: member.buyer.email, password: PASSWORD });
    return member;
  }
  const settled = await settle(visited, shop);
  member = { ...settled, asked: await askMember(settled, shop) };
  return member;
}

describe.each(['ja', 'en'] as const)(
  'in %s everybody can use, light and dark, narrow and wide, zoomed, without motion,',
  (language) => {
    let visited: Visit;

    beforeAll(async () => {
      visited = await openVisit(browser, { origin: shop.origin, language });
    });
    afterAll(() => visited?.page.context().close());

    async function expectNoFaults(path: string): Promise<void> {
      await visited.page.goto(`/${language}${path}`, { waitUntil: 'networkidle' });
      expect(await faultsOf(visited)).toEqual([]);
      expect(visited.complaints).toEqual([]);
    }

    it.each(OPEN_PAGES)('the page %s', (path) => expectNoFaults(path));

    it("a guest's way to an order", async () => {
      const { page, words } = visited;
      await find(visited, language === 'ja' ? 'どらやき' : 'dorayaki');
      await page.getByRole('link', { name: words.toCheckout }).click();
      await page.waitForURL(/\/contact$/);
      await expectNoFaults('/checkout/contact');
    });

    it.each(MEMBERS_PAGES)("a member's page %s", async (name) => {
      const { pages } = await memberIn(visited);
      await expectNoFaults(pages[name]);
    });

    it.each(RARE_PAGES)("a member's page %s", async (name) => {
      await memberIn(visited);
      await expectNoFaults(`/account/${name}`);
    });

    it.each(PAGES_OF_QUESTIONS)('where the shop asks a member: %s', async (name) => {
      const { asked } = await memberIn(visited);
      await expectNoFaults(asked[name]);
    });

    it('and the way to an order', async () => {
      const { page, words } = visited;
      await expectNoFaults('/checkout/address');
      await page.getByRole('radio').first().check();
      await page.getByRole('button', { name: words.address.use }).click();
      await page.waitForURL(/\/slot$/);
      await expectNoFaults('/checkout/slot');
      await chooseSlot(visited);
      await page.locator('input[value="CARD/new"]').check();
      expect(await faultsOf(visited)).toEqual([]);
      await page.getByLabel(words.methods.konbini).check();
      await page.getByRole('button', { name: words.next }).click();
      await page.waitForURL(/\/confirm$/);
      await expectNoFaults('/checkout/confirm');
    });
  },
);

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
