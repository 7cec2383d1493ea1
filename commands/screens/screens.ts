import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { demoAccounts } from '@depachika/demo/people.ts';
import type { Browser, Page } from 'playwright-core';
import type { Ordered } from './ordered.ts';

export type Language = 'ja' | 'en';

/** How a page is looked at. */
export interface Look {
  readonly language: Language;
  readonly scheme: 'light' | 'dark';
  readonly width: number;
}

/** A page, and how one comes to it. */
interface Screen {
  /** Below the language. */
  readonly path: (ordered: Ordered) => string;
  /** Nobody has to sign in for it. */
  readonly isOpen?: true;
  /** Steps that an address alone does not lead past. */
  readonly after?: (page: Page) => Promise<void>;
}

const SCREENS = {
  home: { path: () => '', isOpen: true },
  department: { path: () => '/departments/wagashi', isOpen: true },
  search: { path: () => '/search?q=%E8%8C%B6', isOpen: true },
  product: { path: ({ productId }) => `/products/${productId}`, isOpen: true },
  'sign-in': { path: () => '/sign-in', isOpen: true },
  register: { path: () => '/register', isOpen: true },
  'not-found': { path: () => '/nowhere', isOpen: true },
  cart: { path: () => '/cart' },
  address: { path: () => '/checkout/address' },
  slots: { path: () => '/checkout/address', after: toSlots },
  payment: { path: () => '/checkout/address', after: toPayment },
  checkout: { path: () => '/checkout/address', after: toConfirm },
  slip: { path: ({ withSlip }) => `/orders/${withSlip}` },
  tracking: { path: ({ onItsWay }) => `/orders/${onItsWay}` },
  orders: { path: () => '/orders' },
  account: { path: () => '/account' },
} as const satisfies Record<string, Screen>;

export type ScreenName = keyof typeof SCREENS;
export const SCREEN_NAMES = Object.keys(SCREENS) as readonly ScreenName[];

export interface Shot extends Look {
  readonly screen: ScreenName;
}

const PHONE = 360;
const DESK = 1280;
const HEIGHTS: Readonly<Record<number, number>> = { [PHONE]: 740, [DESK]: 800 };

/** Those that the documents show. */
export const DOCUMENTED: readonly Shot[] = [
  ...(['home', 'product', 'tracking'] as const).map((screen) => shot(screen, 'ja', 'light', DESK)),
  shot('checkout', 'en', 'light', DESK),
  shot('search', 'en', 'light', PHONE),
  ...(['home', 'product', 'slots', 'slip'] as const).map((screen) => shot(screen, 'ja', 'light', PHONE)),
  shot('home', 'ja', 'dark', DESK),
  shot('cart', 'ja', 'dark', DESK),
  shot('tracking', 'en', 'dark', PHONE),
];

/** Every page in both languages, in the light and in the dark, narrow and wide. */
export const ALL: readonly Shot[] = SCREEN_NAMES.flatMap((screen) =>
  (['ja', 'en'] as const).flatMap((language) =>
    (['light', 'dark'] as const).flatMap((scheme) =>
      [PHONE, DESK].map((width) => shot(screen, language, scheme, width)),
    ),
  ),
);

function shot(screen: ScreenName, language: Language, scheme: Look['scheme'], width: number): Shot {
  return { screen, language, scheme, width };
}

/** `home-ja`, `cart-ja-dark`, `home-en-dark-360` */
export function nameOf({ screen, language, scheme, width }: Shot): string {
  return [screen, language, scheme === 'dark' ? 'dark' : '', width === DESK ? '' : width]
    .filter(Boolean)
    .join('-');
}

export interface Studio {
  readonly browser: Browser;
  readonly origin: string;
  readonly ordered: Ordered;
  readonly folder: string;
}

/** Takes each of them as a visitor sees it who has just come. @returns the files, in their order */
export async function takeScreens(studio: Studio, shots: readonly Shot[]): Promise<string[]> {
  await mkdir(studio.folder, { recursive: true });
  const cookies = await signedIn(studio);
  const files: string[] = [];
  for (const each of shots) files.push(await take(studio, each, cookies));
  return files;
}

type Cookies = Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>;

async function signedIn({ browser, origin }: Studio): Promise<Cookies> {
  const page = await browser.newPage({ baseURL: origin });
  await page.goto('/ja/sign-in');
  await page.locator('#email').fill(demoAccounts.customer.email);
  await page.locator('#password').fill(demoAccounts.customer.password);
  await page.locator('main form button[type=submit]').click();
  await page.waitForURL(/\/ja$/);
  const cookies = await page.context().cookies();
  await page.context().close();
  return cookies;
}

async function take(studio: Studio, each: Shot, cookies: Cookies): Promise<string> {
  const { browser, origin, ordered, folder } = studio;
  const { language, scheme, width } = each;
  const screen: Screen = SCREENS[each.screen];
  const context = await browser.newContext({
    baseURL: origin,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    viewport: { width, height: HEIGHTS[width]! },
  });
  if (!screen.isOpen) await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(`/${language}${screen.path(ordered)}`, { waitUntil: 'networkidle' });
  await screen.after?.(page);
  await page.waitForLoadState('networkidle');
  const path = join(folder, `${nameOf(each)}.png`);
  await page.screenshot({ path });
  await context.close();
  return path;
}

async function toSlots(page: Page): Promise<void> {
  await page.locator('input[name=addressId]').first().check();
  await page.locator('button[value=use]').click();
  await page.waitForURL(/\/slot$/);
}

async function toPayment(page: Page): Promise<void> {
  await toSlots(page);
  await page.locator('input[name=slotId]:enabled').last().check();
  await page.locator('main form button[type=submit]').last().click();
  await page.waitForURL(/\/payment$/);
}

async function toConfirm(page: Page): Promise<void> {
  await toPayment(page);
  await page.locator('input[value=KONBINI]').check();
  await page.locator('main form button[type=submit]').last().click();
  await page.waitForURL(/\/confirm$/);
}
