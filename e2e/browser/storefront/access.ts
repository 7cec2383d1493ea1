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
import { openVisit, type Visit } from './visit.ts';
import type { Language } from './words.ts';

// Whether everybody can use every page: whatever they read it in, on and with.

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

interface Member extends Settled {
  readonly asked: Awaited<ReturnType<typeof askMember>>;
}

/** Claims that everybody can use every page in the language. Each language is a file of its own: together they take minutes. */
export function describeEveryPage(language: Language): void {
  const title = `in ${language} everybody can use, light and dark, narrow and wide, zoomed, without motion,`;
  describe(title, () => {
    let browser: Browser;
    let shop: Storefront;
    let visited: Visit;
    let member: Member | undefined;

    beforeAll(async () => {
      browser = await openBrowser();
      shop = storefront();
      visited = await openVisit(browser, { origin: shop.origin, language });
    });
    afterAll(() => browser?.close());

    /** Signs the member in. */
    async function memberIn(): Promise<Member> {
      if (member) {
        const isThere = await personOf(visited.page).count();
        if (!isThere) await signIn(visited, { email: member.buyer.email, password: PASSWORD });
        return member;
      }
      const settled = await settle(visited, shop);
      member = { ...settled, asked: await askMember(settled, shop) };
      return member;
    }

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
      const { pages } = await memberIn();
      await expectNoFaults(pages[name]);
    });

    it.each(RARE_PAGES)("a member's page %s", async (name) => {
      await memberIn();
      await expectNoFaults(`/account/${name}`);
    });

    it.each(PAGES_OF_QUESTIONS)('where the shop asks a member: %s', async (name) => {
      const { asked } = await memberIn();
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
  });
}
