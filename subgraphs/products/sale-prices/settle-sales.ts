import { eachInTurn } from '@depachika/background/each-in-turn.ts';
import type { Transaction } from '@depachika/database/database.ts';
import { type ProductRecord, priceRange, variantsOffered } from '../catalogue/product.ts';
import { type EditDependencies, editProduct, nextState, saveChanged } from '../editing/edit-product.ts';
import { productChanged } from '../editing/product-events.ts';
import { lockProduct, saveVariants } from '../editing/product-store.ts';
import { variantFields } from '../variants/variant-fields.ts';
import { mayCompare } from './price-before-rules.ts';
import { saleProgress } from './sale-rules.ts';
import {
  claimDueSales,
  findPast,
  findSales,
  removeSales,
  type StoredSale,
  saveSales,
  withSalesDue,
} from './sale-store.ts';

/** A process that dies with sales in hand leaves them to the others after this. */
const LEASE_MS = 60_000;

/**
 * Writes the prices of sales that started or ended by now on their variants, with everything that lists sort by, each
 * product in a transaction of its own. The prices themselves were in force before: readers ask `priceInForce`.
 * @returns sales that were taken in hand, `limit` at most
 */
export async function settleDueSales(deps: EditDependencies, limit: number): Promise<number> {
  const now = deps.clock.now();
  const until = new Date(now.getTime() + LEASE_MS);
  const { claimed, productIds } = await claimDueSales(deps.database, { now, until, limit });
  await eachInTurn(productIds, (productId) =>
    editProduct(deps, { name: 'products.settleSales', productId }, async (tx) => {
      const product = await lockProduct(tx, productId);
      if (product) await settleSales(tx, deps, product);
    }),
  );
  return claimed;
}

/**
 * Brings the sales of a locked product up to now. Every edit of its prices does this first, so that it never meets a sale
 * that is over. @returns the product as it stands then
 */
export async function settleSales(
  tx: Transaction,
  deps: EditDependencies,
  product: ProductRecord,
): Promise<ProductRecord> {
  const sales = await findSales(tx, product.id);
  if (sales.length === 0) return product;
  const now = deps.clock.now();
  const settled: ProductRecord['variants'] = [];
  for (const variant of product.variants) {
    const sale = sales.find(({ variantId }) => variantId === variant.id);
    settled.push(sale ? await settleSale(tx, sale, variant, now) : variant);
  }
  if (settled.every((variant, index) => variant === product.variants[index])) return product;
  const fields = product.variants.flatMap((variant, index) =>
    variantFields(variant.id, variant, { priceYen: settled[index]!.priceYen }),
  );
  const state = await nextState(tx, deps, product, priceRange(variantsOffered(settled)));
  await saveChanged(tx, deps, {
    before: product,
    state,
    edit: { operation: 'settleSales', actor: 'SYSTEM:sales' },
    otherFields: fields,
    event: productChanged(
      state,
      settled.map(({ id }) => id),
    ),
  });
  return (await lockProduct(tx, product.id))!;
}

/**
 * As {@link settleSales}, for those of these locked products of which a sale starts or ends by now: one statement where there
 * is none. @returns them
 */
export async function settleProductSales(
  tx: Transaction,
  deps: EditDependencies,
  productIds: readonly string[],
): Promise<string[]> {
  const due = await withSalesDue(tx, productIds, deps.clock.now());
  for (const id of due) {
    const product = await lockProduct(tx, id);
    if (product) await settleSales(tx, deps, product);
  }
  return due;
}

async function settleSale(
  tx: Transaction,
  sale: StoredSale,
  variant: ProductRecord['variants'][number],
  now: Date,
): Promise<ProductRecord['variants'][number]> {
  const { prices, phase } = saleProgress(sale, now);
  const { regularPriceYen, startsAt } = sale;
  const comparable =
    sale.started || phase !== 'RUNNING'
      ? sale.comparable
      : mayCompare({
          priceYen: regularPriceYen,
          saleStartsAt: startsAt,
          ...(await findPast(tx, variant.id)),
        });
  let settled = variant;
  for (const { priceYen, since } of prices) {
    settled = { ...settled, priceYen, version: settled.version + 1 };
    await saveVariants(tx, [settled], { actor: sale.actor, since });
  }
  if (phase === 'OVER') await removeSales(tx, [variant.id]);
  else await saveSales(tx, [{ ...sale, started: phase === 'RUNNING', comparable }]);
  return settled;
}
