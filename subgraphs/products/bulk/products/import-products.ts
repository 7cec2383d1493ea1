import type { Sql, Transaction } from '@depachika/database/database.ts';
import { isUniqueViolation } from '@depachika/database/faults.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { findProducts } from '../../catalogue/product-reader.ts';
import { NO_DETAILS } from '../../details/product-details.ts';
import { type EditDependencies, editProducts } from '../../editing/edit-product.ts';
import { readSku } from '../../editing/product-input.ts';
import { findSkus, lockProducts } from '../../editing/product-store.ts';
import { NO_SCHEDULE } from '../../lifecycle/publication-rules.ts';
import { messages } from '../../messages/messages.ts';
import { settleProductSales } from '../../sale-prices/settle-sales.ts';
import { findSlugOwners } from '../../slugs/slug-store.ts';
import type { BatchOutcome } from '../import-report.ts';
import { type FileLine, type LineReader, lineReader } from '../line-problem.ts';
import { type ProductPlan, planProduct } from './plan/product-plan.ts';
import { findBatchFacts } from './product-facts-reader.ts';
import { groupLines, type ProductGroup, slugOf } from './product-groups.ts';
import { AddressTakenMeanwhile, type PlannedBatch, saveProductPlans } from './save-products.ts';

export interface ProductBatch {
  readonly lines: readonly FileLine[];
  readonly actor: Actor;
  /** A file of prices brings no new variants. */
  readonly mayAdd: boolean;
}

/** Some hundred lines with everything that follows from them: half a megabyte of JSON, a second of a small machine. */
const LONGEST_BATCH_MS = 120_000;

/**
 * Puts lines of a file into the catalogue, in one transaction and a few dozen statements for any number of them.
 * @param keep called in the transaction with what became of the lines
 */
export async function importProducts(
  deps: EditDependencies,
  batch: ProductBatch,
  keep: (tx: Transaction, outcome: BatchOutcome) => Promise<void>,
): Promise<BatchOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await editProducts(
        deps,
        { name: 'products.importProducts', timeoutMs: LONGEST_BATCH_MS },
        async (tx) => {
          const { settled, plans, ...facts } = await planBatch(tx, deps, batch, { mayWrite: true });
          const saved = await saveProductPlans(tx, deps, { ...facts, plans }, batch.actor);
          const outcome = outcomeOf(plans);
          await keep(tx, outcome);
          return { outcome, productIds: [...new Set([...settled, ...saved])] };
        },
      );
    } catch (error) {
      // Somebody took an article number or an address meanwhile: now it is known whose it is.
      const isTaken =
        isUniqueViolation(error, 'product_variants_sku_key') || error instanceof AddressTakenMeanwhile;
      if (attempt === MAX_ATTEMPTS || !isTaken) throw error;
    }
  }
}

/** What {@link importProducts} would make of lines, as the catalogue is now. */
export function rehearseProducts(deps: EditDependencies, batch: ProductBatch): Promise<BatchOutcome> {
  return deps.database.transaction(
    { name: 'products.rehearseImport', isolation: 'repeatable read', timeoutMs: LONGEST_BATCH_MS },
    async (tx) => outcomeOf((await planBatch(tx, deps, batch, { mayWrite: false })).plans),
  );
}

const MAX_ATTEMPTS = 3;

async function planBatch(
  tx: Transaction,
  deps: EditDependencies,
  { lines, mayAdd }: ProductBatch,
  { mayWrite }: { readonly mayWrite: boolean },
): Promise<PlannedBatch & { readonly settled: readonly string[] }> {
  const readers = lines.map(toReader);
  const owners = await findOwners(tx, readers);
  const ids = [...new Set([...owners.skus.values(), ...owners.slugs.values()])];
  if (mayWrite) await lockProducts(tx, ids);
  const settled = mayWrite ? await settleProductSales(tx, deps, ids) : [];
  const products = new Map([...(await findProducts(tx, ids))].filter(([, product]) => !product.deleted));
  const categorySlugs = readers.flatMap((line) => line.text('category')?.trim() || []);
  const facts = await findBatchFacts(tx, [...products.values()], categorySlugs);
  const now = deps.clock.now();
  const groups = groupLines(readers, {
    skus: owners.skus,
    slugs: new Map([...owners.slugs].filter(([, id]) => products.has(id))),
  });
  const plans = groups.map((group) => {
    const known = group.productId === undefined ? undefined : products.get(group.productId);
    const plan = planProduct(group.lines, {
      now,
      known,
      details: (known && facts.details.get(known.id)) ?? NO_DETAILS,
      schedule: (known && facts.schedules.get(known.id)) ?? NO_SCHEDULE,
      placed: known && facts.paths.get(known.categoryId)?.at(-1),
      vocabulary: facts.vocabulary,
      categoryOf: (slug) => facts.categories.get(slug),
      slugOwner: (slug) => owners.slugs.get(slug),
      mayAdd,
    });
    return { group, known, plan };
  });
  const { details, schedules, paths } = facts;
  return { settled, plans, details, schedules, paths, now };
}

/** The line with its article number as it is kept. */
function toReader(line: FileLine): LineReader {
  const sku = readSku(line.cells.get('sku') ?? '');
  const reader = lineReader(
    sku === undefined ? line : { ...line, cells: new Map([...line.cells, ['sku', sku]]) },
  );
  if (sku === undefined) reader.refuse('sku', messages.allowed.sku);
  return reader;
}

async function findOwners(sql: Sql, lines: readonly LineReader[]) {
  const slugs = [...new Set(lines.map(slugOf))].filter((slug) => slug !== '');
  return {
    skus: await findSkus(
      sql,
      lines.map((line) => line.text('sku')!),
    ),
    slugs: slugs.length === 0 ? new Map<string, string>() : await findSlugOwners(sql, 'PRODUCT', slugs),
  };
}

function outcomeOf(
  plans: readonly { readonly group: ProductGroup; readonly known: unknown; readonly plan: ProductPlan }[],
): BatchOutcome {
  const counts = { added: 0, changed: 0, unchanged: 0, refused: 0 };
  for (const { group, known, plan } of plans) {
    const became = plan.kind === 'planned' ? (known ? 'changed' : 'added') : plan.kind;
    counts[became] += group.lines.length;
  }
  const problems = plans.flatMap(({ plan }) => (plan.kind === 'refused' ? plan.problems : []));
  return { ...counts, problems: problems.toSorted((a, b) => a.line - b.line) };
}
