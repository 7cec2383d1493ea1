import { auditStock } from '@depachika/inventory/audit/stock-audit-reader.ts';
import { auditMoney } from '@depachika/payments/audit/audit.ts';
import fc from 'fast-check';
import type { DrivenShop } from '../driven-shop.ts';
import type { Action } from './actions/action.ts';
import { ACTIONS } from './actions/action-table.ts';
import { CLAIMS } from './claims.ts';
import { type Dice, type Life, newLife } from './life.ts';
import type { ShopStock } from './shop-stock.ts';

/** One thing that happens, and whether everybody hears of it before the next. */
export interface Step extends Dice {
  readonly action: string;
  readonly rest: 'settle' | 'go on';
}

/** What people mostly do in a shop. */
const USUAL = 'place an order';

const NUMBER = fc.nat({ max: 59 });

const SHORTEST = 7;
const LONGEST = 20;

/** Lives of some steps, with the actions of the table in a random order. */
export function stepsOfLives(): fc.Arbitrary<Step[]> {
  const step = fc.record<Step>({
    action: fc.constantFrom(...ACTIONS.flatMap(({ name, weight }) => Array<string>(weight).fill(name))),
    who: fc.constantFrom(0, 0, 0, 1),
    which: NUMBER,
    how: NUMBER,
    rest: fc.constantFrom('settle', 'settle', 'go on'),
  });
  return fc.array(step, { minLength: SHORTEST, maxLength: LONGEST, size: 'max' });
}

/** Lives one life in a shop to its rest. @returns what is wrong then: nothing, in a shop that is right */
export async function live(shop: DrivenShop, stock: ShopStock, steps: readonly Step[]): Promise<Life> {
  const life = await newLife(shop, stock);
  for (const step of steps) {
    life.story.push(`${step.action} (${step.who}, ${step.which}, ${step.how}) ${step.rest}`);
    const happened = await actionOf(step.action).run(life, step);
    // A step that found nothing to happen to is one more order, so that lives are as full as they are long.
    if (!happened) await actionOf(USUAL).run(life, step);
    await shop.revive();
    if (step.rest === 'settle') await shop.settle();
  }
  await comeToRest(life);
  await look(life);
  return life;
}

function actionOf(wanted: string): Action {
  return ACTIONS.find(({ name }) => name === wanted)!;
}

const TO_REST_MS = 2 * 60_000;

/** Everybody has heard of everything, calls that failed were made again, and the provider has told all it has to tell. */
async function comeToRest({ shop, register }: Life): Promise<void> {
  shop.process.dieAt('nowhere');
  await shop.settle();
  await shop.wait(TO_REST_MS);
  await shop.settle();
  await register.tellWaiting(false);
  await shop.settle();
  await shop.wait(TO_REST_MS);
  await shop.settle();
}

async function look(life: Life): Promise<void> {
  const { shop, complaints } = life;
  for (const { code, broken } of CLAIMS)
    complaints.push(...(await broken(life)).map((found) => `${code} ${found}`));
  for (const found of await audits(shop)) {
    // What an earlier life left wrong is no fault of this one: a failing life is lived again to be made smaller.
    if (!life.stock.known.has(found)) complaints.push(found);
    life.stock.known.add(found);
  }
  complaints.push(
    ...shop.deadLetters.splice(0).map(({ group, reason }) => `dead letter of ${group}: ${reason}`),
  );
  complaints.push(...shop.faults.splice(0).map((fault) => `fault: ${fault}`));
}

/** Both audits over the whole shop, as their commands run them. */
async function audits(shop: DrivenShop): Promise<string[]> {
  const money = await auditMoney(shop.database('payments'));
  const stock = await auditStock(shop.database('inventory'));
  return [
    ...money.differences.map(
      ({ code, subject, expected, found }) =>
        `money: ${code} ${subject}: expected ${expected}, found ${found}`,
    ),
    ...stock.differences.map((difference) => `stock: ${JSON.stringify(difference)}`),
  ];
}
