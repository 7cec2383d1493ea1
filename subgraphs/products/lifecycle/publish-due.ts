import { eachInTurn } from '@depachika/background/each-in-turn.ts';
import type { Transaction } from '@depachika/database/database.ts';
import type { ProductRecord, ProductStatus } from '../catalogue/product.ts';
import { type EditDependencies, editProduct, nextState, saveChanged } from '../editing/edit-product.ts';
import { productChanged } from '../editing/product-events.ts';
import { lockProduct } from '../editing/product-store.ts';
import { dueStep, NO_SCHEDULE, scheduleUnder } from './publication-rules.ts';
import { claimDueSchedules, findSchedules, saveSchedule } from './schedule-store.ts';

/** A process that dies with products in hand leaves them to the others after this. */
const LEASE_MS = 60_000;

/**
 * Publishes and withdraws what is due by now, each product in a transaction of its own. Who takes one in hand looks at its
 * schedule again under the product's lock: a step is made once, however many look.
 * @returns products that were taken in hand, `limit` at most
 */
export async function publishDue(deps: EditDependencies, limit: number): Promise<number> {
  const now = deps.clock.now();
  const until = new Date(now.getTime() + LEASE_MS);
  const due = await claimDueSchedules(deps.database, { now, until, limit });
  await eachInTurn(due, (productId) =>
    editProduct(deps, { name: 'products.publishDue', productId }, (tx) => step(tx, deps, productId)),
  );
  return due.length;
}

async function step(tx: Transaction, deps: EditDependencies, productId: string): Promise<void> {
  const product = await lockProduct(tx, productId);
  const schedule = (await findSchedules(tx, [productId])).get(productId);
  if (!product || !schedule) return saveSchedule(tx, productId, NO_SCHEDULE);
  const next = dueStep(schedule, deps.clock.now());
  await saveSchedule(tx, productId, next?.schedule ?? schedule);
  if (!next || next.status === product.status) return;
  const state = await nextState(tx, deps, product, { status: next.status });
  await saveChanged(tx, deps, {
    before: product,
    state,
    edit: { operation: 'publishDue', actor: 'SYSTEM:publication' },
    event: productChanged(
      state,
      product.variants.map(({ id }) => id),
    ),
  });
}

/** Keeps of a product's schedule what goes with the status that somebody gives it. */
export async function rescheduleUnder(
  tx: Transaction,
  product: ProductRecord,
  status: ProductStatus,
): Promise<void> {
  if (status === product.status) return;
  const schedule = (await findSchedules(tx, [product.id])).get(product.id);
  if (schedule) await saveSchedule(tx, product.id, scheduleUnder(status, schedule));
}
