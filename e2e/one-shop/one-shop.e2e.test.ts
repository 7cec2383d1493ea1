import { afterAll, beforeAll, describe } from 'vitest';
import { describeRelay } from '../relay/relay.suite.ts';
import { WEBHOOK_SECRET } from '../support/payment-provider.ts';
import { expectCleanAudits, type Shop, startShop } from '../support/shop.ts';
import { TOPOLOGY } from '../support/shop-process.ts';
import { describeBadInput } from './bad-input.suite.ts';
import { describeBuying } from './buying.suite.ts';
import { describeCartsAndMoney } from './carts-and-money.suite.ts';
import { describeFlashSale } from './flash-sale.suite.ts';
import { describeKonbini } from './konbini.suite.ts';
import { describePaidGoods } from './paid-goods.suite.ts';
import { describeTour } from './readme-tour.suite.ts';
import { describeStaffWork } from './staff-work.suite.ts';

// One shop for all of them: to start it takes longer than most of what is asked. Each has its own buyers and goods.

let shop: Shop;

beforeAll(async () => {
  shop = await startShop({ env: { PAYMENT_WEBHOOK_SECRET: WEBHOOK_SECRET } });
});
afterAll(() => shop?.stop());

/** The shop, once it has handled all that those before did. */
async function rested(): Promise<Shop> {
  await shop.settle();
  return shop;
}

/** Before the clock goes on: what is wrong today must not be mended by jobs of later days. */
describe('On the day on which the shop was started:', () => {
  afterAll(() => expectCleanAudits(shop));

  // The README shows what a new shop answers, one process or many.
  if (TOPOLOGY === 'embedded') describeTour(rested);
  describeStaffWork(rested);
  describeBuying(rested);
  describePaidGoods(rested);
  describeRelay(rested);
  describeFlashSale(rested);
});

/** These set the clock forward: by an hour, by days, by weeks. */
describe('Later:', () => {
  afterAll(() => expectCleanAudits(shop));

  describeBadInput(rested);
  describeKonbini(rested);
  describeCartsAndMoney(rested);
});
