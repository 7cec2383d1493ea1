import type { Transaction } from '@depachika/database/database.ts';
import { type ChangedField, changedFields } from '@depachika/domain/changes.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { CategoryRecord } from '../../catalogue/category.ts';
import { type ProductRecord, priceRange, variantsOffered } from '../../catalogue/product.ts';
import { saveDetails } from '../../details/details-store.ts';
import { DETAILS } from '../../details/edit-details.ts';
import { NO_DETAILS, type ProductDetails } from '../../details/product-details.ts';
import { type EditDependencies, saveAllChanged } from '../../editing/edit-product.ts';
import { productChanged } from '../../editing/product-events.ts';
import {
  insertVariants,
  type ProductState,
  type StoredVariant,
  saveOptionValues,
  saveVariants,
  setWithdrawn,
  toState,
} from '../../editing/product-store.ts';
import { NO_SCHEDULE, type Schedule } from '../../lifecycle/publication-rules.ts';
import { saveSchedule } from '../../lifecycle/schedule-store.ts';
import { changeRegularPrice, removeSales, saveSales } from '../../sale-prices/sale-store.ts';
import { settleProductSales } from '../../sale-prices/settle-sales.ts';
import { claimSlugs, claimSlugsOfNames } from '../../slugs/slug-store.ts';
import { regularPriceField, saleField, variantFields } from '../../variants/variant-fields.ts';
import type { PlannedProduct } from './plan/planned-product.ts';
import type { ProductPlan } from './plan/product-plan.ts';
import { isSameSchedule } from './plan/schedule-plan.ts';
import type { ProductGroup } from './product-groups.ts';

/** What lines make of products, and what that was decided from. */
export interface PlannedBatch {
  readonly plans: readonly {
    readonly group: ProductGroup;
    readonly known: ProductRecord | undefined;
    readonly plan: ProductPlan;
  }[];
  readonly details: ReadonlyMap<string, ProductDetails>;
  readonly schedules: ReadonlyMap<string, Schedule>;
  readonly paths: ReadonlyMap<string, readonly CategoryRecord[]>;
  readonly now: Date;
}

/** An address was free when the lines were looked at. */
export class AddressTakenMeanwhile extends Error {}

/** Writes what was planned of products that are locked or new. @returns those that it has changed */
export async function saveProductPlans(
  tx: Transaction,
  deps: EditDependencies,
  batch: PlannedBatch,
  actor: Actor,
): Promise<string[]> {
  const planned = batch.plans.flatMap(({ known, plan }) =>
    plan.kind === 'planned' ? [withIds(plan, known)] : [],
  );
  if (planned.length === 0) return [];
  const slugs = await takeSlugs(tx, planned);
  await saveAllChanged(
    tx,
    deps,
    planned.map((each) => {
      const state = toProductState(each, slugs.get(each.id)!, batch);
      return {
        before: each.known,
        state,
        edit: { operation: 'catalogue:import', actor },
        // Of a new product the operation says it all.
        otherFields: each.known ? otherFields(each, batch) : [],
        event: productChanged(state, variantIdsOf(each)),
      };
    }),
  );
  for (const { id, plan } of planned)
    if (!isSameSchedule(plan.schedule, scheduleOf(id, batch))) await saveSchedule(tx, id, plan.schedule);
  await saveVariantPlans(tx, planned, { actor, since: batch.now });
  await saveSalePlans(tx, planned, actor);
  const details = detailsToSave(planned, batch);
  if (details.length > 0) await saveDetails(tx, details);
  const ids = planned.map(({ id }) => id);
  await settleProductSales(tx, deps, ids);
  return ids;
}

interface Planned {
  readonly id: string;
  readonly known: ProductRecord | undefined;
  readonly plan: PlannedProduct;
  /** Of its new variants, in their order. */
  readonly newIds: readonly string[];
}

function withIds(plan: PlannedProduct, known: ProductRecord | undefined): Planned {
  return { id: known?.id ?? newId('prd'), known, plan, newIds: plan.added.map(() => newId('var')) };
}

/** @throws AddressTakenMeanwhile */
async function takeSlugs(tx: Transaction, planned: readonly Planned[]): Promise<Map<string, string>> {
  const kind = 'PRODUCT' as const;
  const wanted = planned.flatMap(({ id, known, plan: { slug } }) =>
    slug === undefined || slug === known?.slug ? [] : [{ kind, subject: id, slug }],
  );
  const [refused] = await claimSlugs(tx, wanted);
  if (refused) throw new AddressTakenMeanwhile(refused.slug);
  const named = planned.filter(({ plan }) => plan.slug === undefined);
  const made = await claimSlugsOfNames(
    tx,
    kind,
    named.map(({ id, plan }) => ({ subject: id, name: plan.texts.nameEn })),
  );
  return new Map(planned.map(({ id, plan }) => [id, plan.slug ?? made.get(id)!]));
}

function toProductState(
  { id, known, plan }: Planned,
  slug: string,
  { paths, now }: PlannedBatch,
): ProductState {
  const { texts, categoryId, status, taxClass, options, added, changed } = plan;
  const after = new Map(
    changed.map(({ before, variant, withdrawn }) => [before.id, { ...variant, withdrawn }]),
  );
  const variants = [
    ...(known?.variants ?? []).map((variant) => after.get(variant.id) ?? variant),
    ...added.map(({ variant, withdrawn }) => ({ ...variant, withdrawn })),
  ];
  const path = paths.get(categoryId) ?? [];
  const before = known ? toState(known, path) : { version: 0, createdAt: now, deletedAt: null };
  return {
    ...before,
    ...{ id, ...texts, categoryId, status, taxClass, options, slug, path },
    ...priceRange(variantsOffered(variants)),
    updatedAt: now,
    version: before.version + 1,
  };
}

function scheduleOf(id: string, { schedules }: PlannedBatch): Schedule {
  return schedules.get(id) ?? NO_SCHEDULE;
}

function otherFields({ id, plan, newIds }: Planned, batch: PlannedBatch): ChangedField[] {
  return [
    ...plan.changed.flatMap(({ before, variant, withdrawn, sale, regularPriceYen }) => [
      ...variantFields(
        before.id,
        { ...before, withdrawn: before.withdrawn ?? false },
        { ...variant, withdrawn },
      ),
      ...(sale === undefined ? [] : [saleField(before.id, before.sale, sale ?? undefined)]),
      ...(regularPriceYen === undefined || !before.sale
        ? []
        : regularPriceField(before.id, before.sale.regularPriceYen, regularPriceYen)),
    ]),
    ...plan.added.flatMap(({ variant, sale }, index) => [
      ...variantFields(newIds[index]!, {}, variant),
      ...(sale ? [saleField(newIds[index]!, undefined, sale)] : []),
    ]),
    ...changedFields(batch.details.get(id) ?? NO_DETAILS, plan.details, DETAILS),
    ...changedFields(scheduleOf(id, batch), plan.schedule, ['publishAt', 'unpublishAt']),
  ];
}

function variantIdsOf({ known, newIds }: Planned): string[] {
  return [...(known?.variants ?? []).map(({ id }) => id), ...newIds];
}

async function saveVariantPlans(
  tx: Transaction,
  planned: readonly Planned[],
  setting: { readonly actor: Actor; readonly since: Date },
): Promise<void> {
  const changed = planned.flatMap(({ plan }) => plan.changed);
  const priced = new Set(
    changed
      .filter(({ before, variant }) => before.priceYen !== variant.priceYen)
      .map(({ before }) => before.id),
  );
  await saveVariants(
    tx,
    changed.map(({ variant }) => ({ ...variant, version: variant.version + 1 })),
    setting,
    (id) => priced.has(id),
  );
  const renamed = planned.flatMap(({ known, plan: { optionValues } }) =>
    (optionValues ?? []).map((values, index) => ({ id: known!.variants[index]!.id, optionValues: values })),
  );
  if (renamed.length > 0) await saveOptionValues(tx, renamed);
  const added = planned.flatMap(newVariantsOf);
  if (added.length > 0) await insertVariants(tx, added, setting);
  const turned = changed.filter(({ before, withdrawn }) => withdrawn !== (before.withdrawn ?? false));
  const outNow = planned.flatMap(({ plan, newIds }) =>
    newIds.filter((_, index) => plan.added[index]!.withdrawn),
  );
  const idsOf = (isOut: boolean) =>
    turned.filter(({ withdrawn }) => withdrawn === isOut).map(({ before }) => before.id);
  await setWithdrawn(tx, [...idsOf(true), ...outNow], setting.since);
  await setWithdrawn(tx, idsOf(false), null);
}

function newVariantsOf({ id, known, plan, newIds }: Planned): StoredVariant[] {
  const first = known?.variants.length ?? 0;
  return plan.added.map(({ variant }, index) => ({
    ...variant,
    id: newIds[index]!,
    productId: id,
    position: first + index,
  }));
}

async function saveSalePlans(tx: Transaction, planned: readonly Planned[], actor: Actor): Promise<void> {
  const all = planned.flatMap(({ id: productId, plan, newIds }) => [
    ...plan.changed.map((each) => ({ ...each, variantId: each.before.id, productId })),
    ...plan.added.map((each, index) => ({ ...each, variantId: newIds[index]!, productId })),
  ]);
  const ended = all.filter(({ sale }) => sale === null).map(({ variantId }) => variantId);
  if (ended.length > 0) await removeSales(tx, ended);
  const regular = all.flatMap(({ variantId, regularPriceYen }) =>
    regularPriceYen === undefined ? [] : [{ variantId, priceYen: regularPriceYen }],
  );
  if (regular.length > 0) await changeRegularPrice(tx, regular);
  const begun = all.flatMap(({ sale, variantId, productId }) =>
    sale ? [{ ...sale, variantId, productId, actor, started: false, comparable: false }] : [],
  );
  await saveSales(tx, begun);
}

function detailsToSave(planned: readonly Planned[], { details }: PlannedBatch) {
  const changed = planned.filter(({ id, plan }) => {
    return JSON.stringify(plan.details) !== JSON.stringify(details.get(id) ?? NO_DETAILS);
  });
  return changed.map(({ id, plan }) => ({ ...plan.details, productId: id }));
}
