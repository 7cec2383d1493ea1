import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type DrivenShop, openDrivenShop, SHOP_SCHEMAS } from './driven-shop.ts';
import { live, stepsOfLives } from './lives/live.ts';
import { type ShopStock, stockShop } from './lives/shop-stock.ts';

/** Other lives on the embedded database, which has one session and is slower by as much. More: `docs/reliability.md`. */
const HERE = process.env.TEST_DATABASE_URL
  ? { lives: 200, seed: 20_261_122 }
  : { lives: 100, seed: 20_261_123 };
const LIVES = Number(process.env.TEST_LIVES || HERE.lives);
const SEED = Number(process.env.TEST_LIVES_SEED || HERE.seed);
const LONGEST_MS = 1_800_000;

let test: TestDatabase;
let shop: DrivenShop;
let stock: ShopStock;

beforeAll(async () => {
  // A pool in between changes nothing of what lives do, and makes each of their many statements slower.
  test = await testDatabase({ domains: SHOP_SCHEMAS, direct: true });
  shop = await openDrivenShop(test, new Date('2026-11-22T03:00:00Z'));
  stock = await stockShop(shop);
});

afterAll(async () => {
  await shop.close();
  await test.close();
});

describe('random lives of a whole shop', () => {
  it(
    `leave money, points and stock right after each of ${LIVES}`,
    () =>
      fc.assert(fc.asyncProperty(stepsOfLives(), livesRightly), {
        numRuns: LIVES,
        seed: SEED,
        // A smaller life is worth minutes only to the one who looks for the fault.
        endOnFailure: process.env.TEST_LIVES_SHRINK !== 'on',
      }),
    LONGEST_MS,
  );
});

async function livesRightly(steps: Parameters<typeof live>[2]): Promise<void> {
  const { complaints, story } = await live(shop, stock, steps);
  if (complaints.length > 0) throw new Error(`${complaints.join('\n')}\n\n${story.join('\n')}\n`);
}
