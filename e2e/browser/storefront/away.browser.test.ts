import { type Line, lineTo } from '@depachika/testing/line.ts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it, onTestFinished } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type Storefront, storefront } from '../support/storefront.ts';
import { asMember } from './journey.ts';
import { visit } from './visit.ts';
import { loseNoStep, watch } from './watching.ts';

// The way to the shop ends or goes dead while somebody watches a parcel, and things go on meanwhile.

let browser: Browser;
let shop: Storefront;

beforeAll(async () => {
  browser = await openBrowser();
  shop = storefront();
});
afterAll(() => browser?.close());

describe.each([
  { what: 'refuses everybody', away: (line: Line) => line.cut() },
  { what: 'says nothing any more', away: (line: Line) => line.hold() },
])('a router that $what', ({ away }) => {
  it('is told of on the page, which comes back by itself and shows every step', async () => {
    const line = await lineTo(shop.origin);
    onTestFinished(() => line.close());
    const visited = await visit(browser, { origin: new URL(line.url).origin });
    const watched = await watch(visited, await asMember(visited, shop), shop);
    await loseNoStep(watched, { away: () => away(line), back: () => line.mend(), isToldOf: 'at once' });
  });
});
