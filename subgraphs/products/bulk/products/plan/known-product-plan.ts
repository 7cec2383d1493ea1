import {
  checkStatusChange,
  MAX_PER_ORDER,
  type NewVariant,
  type OptionRecord,
  optionValuesOf,
  type ProductRecord,
  type VariantRecord,
} from '../../../catalogue/product.ts';
import { checkPlace } from '../../../editing/place-rules.ts';
import { type ProductTexts, readTexts, readVariant, wrongIn } from '../../../editing/product-input.ts';
import { bulkMessages as messages } from '../../../messages/bulk.ts';
import { readSlug } from '../../../slugs/slug-input.ts';
import type { LineReader } from '../../line-problem.ts';
import type { ProductCells } from '../product-cells.ts';
import { planDetails } from './details-plan.ts';
import { type PlannedOptions, planOptions, type VariantLine, withNewVariants } from './option-plan.ts';
import {
  CHECKED,
  linesOf,
  planAdded,
  readCategory,
  refuseNoneLeft,
  refuseTakenSlug,
  variantInput,
  withoutUndefined,
} from './plan-parts.ts';
import type { KnownFacts, PlannedProduct, PlannedVariant, ProductFacts } from './planned-product.ts';
import { refuseFields } from './problem-columns.ts';
import { planPrices } from './sale-plan.ts';
import { isSameSchedule, planSchedule } from './schedule-plan.ts';

/** What lines make of a product that is there; undefined when something of it is refused. */
export function planKnown(
  cells: ProductCells,
  lines: readonly VariantLine[],
  facts: KnownFacts,
): PlannedProduct | { readonly kind: 'unchanged' } | undefined {
  const { known } = facts;
  const [first] = linesOf(lines) as [LineReader];
  const header = planHeader(first, cells, facts);
  const details = planDetails(first, cells, facts);
  const schedule = header && planSchedule(first, cells, scheduleFacts(header, facts));
  const revised = planOptions(known, cells.optionNames, lines);
  const { options, added } = planNewVariants(lines, revised, facts);
  const kept = lines.flatMap(({ line, cells: ofVariant, variant }) =>
    variant ? [planKept(line, ofVariant, variant, facts.now)] : [],
  );
  const planned = new Map(kept.map((one) => [one.before.id, one.withdrawn]));
  refuseNoneLeft(lines, [
    ...added,
    ...known.variants.map(({ id, withdrawn = false }) => ({ withdrawn: planned.get(id) ?? withdrawn })),
  ]);
  if (!header || !schedule || !details) return undefined;
  const changed = kept.filter(isChanged);
  const { optionValues } = revised;
  const { category: _, ...written } = header;
  const ofProduct = { ...written, options, details, schedule };
  const plan: PlannedProduct = { ...ofProduct, kind: 'planned', added, changed, optionValues };
  return isSame(plan, facts) ? { kind: 'unchanged' } : plan;
}

function planNewVariants(
  lines: readonly VariantLine[],
  revised: PlannedOptions,
  { known, now, mayAdd }: KnownFacts,
): { readonly options: readonly OptionRecord[]; readonly added: readonly PlannedVariant<NewVariant>[] } {
  const isNew = lines.filter(({ variant }) => variant === undefined);
  if (!mayAdd) for (const { line } of isNew) line.refuse('sku', messages.allowed.knownSku);
  const optionValues = revised.optionValues ?? optionValuesOf(known.variants);
  const options = withNewVariants({ options: revised.options, optionValues }, isNew);
  const added = isNew.flatMap((line, index) => {
    const read = readVariant(variantInput(line, options.length), `variants.${index}`);
    refuseFields(wrongIn(read), linesOf(isNew));
    return read.kind === 'checked' ? [planAdded(line, read.value, now)] : [];
  });
  return { options, added };
}

/** The product's own row as its first line wants it. */
function planHeader(
  line: LineReader,
  cells: ProductCells,
  facts: KnownFacts,
): (Pick<PlannedProduct, 'texts' | 'categoryId' | 'status' | 'taxClass' | 'slug'> & Placed) | undefined {
  const { known } = facts;
  const texts = readTexts(withoutUndefined(cells.texts));
  const slug = readSlug(cells.slug);
  refuseFields([...wrongIn(texts), ...wrongIn(slug)], [line]);
  refuseTakenSlug(line, cells.slug, facts, known.id);
  const status = cells.status ?? known.status;
  const category = cells.category === undefined ? undefined : readCategory(line, cells, facts);
  const categoryId = category?.id ?? known.categoryId;
  const mayRetire = status !== 'ACTIVE' && categoryId === known.categoryId;
  const refusals = [
    ...wrongIn(checkStatusChange(known.status, status) ?? CHECKED),
    ...wrongIn((category && checkPlace(category, { mayRetire })) ?? CHECKED),
  ];
  refuseFields(refusals, [line]);
  if (texts.kind === 'invalidInput' || slug.kind === 'invalidInput' || refusals.length > 0) return undefined;
  return {
    texts: { ...textsOf(known), ...texts.value },
    categoryId,
    category: category ?? facts.placed,
    status,
    taxClass: cells.taxClass ?? known.taxClass,
    slug: slug.value ?? known.slug,
  };
}

interface Placed {
  readonly category: ProductFacts['placed'];
}

function scheduleFacts({ status, category }: Pick<PlannedProduct, 'status'> & Placed, facts: KnownFacts) {
  const { known, schedule, now } = facts;
  return { known: schedule, statusBefore: known.status, status, category, now };
}

function planKept(
  line: LineReader,
  { priceYen, sale, weightGrams, maxPerOrder, withdrawn, sku }: VariantLine['cells'],
  before: VariantRecord,
  now: Date,
) {
  const prices = planPrices(line, before, { priceYen, sale }, now);
  const terms = {
    weightGrams: weightGrams ?? before.weightGrams,
    maxPerOrder: maxPerOrder ?? before.maxPerOrder ?? MAX_PER_ORDER,
  };
  refuseFields(wrongIn(readVariant({ sku, ...terms, priceYen: priceYen ?? before.priceYen }, 'variants.0')), [
    line,
  ]);
  return {
    before,
    variant: { ...before, ...terms, priceYen: prices.priceYen },
    withdrawn: withdrawn ?? before.withdrawn ?? false,
    sale: prices.sale,
    regularPriceYen: prices.regularPriceYen,
  };
}

function isChanged({
  before,
  variant,
  withdrawn,
  sale,
  regularPriceYen,
}: PlannedProduct['changed'][number]): boolean {
  return (
    sale !== undefined ||
    regularPriceYen !== undefined ||
    withdrawn !== (before.withdrawn ?? false) ||
    variant.priceYen !== before.priceYen ||
    variant.weightGrams !== before.weightGrams ||
    variant.maxPerOrder !== (before.maxPerOrder ?? MAX_PER_ORDER)
  );
}

function isSame(plan: PlannedProduct, { known, details, schedule }: KnownFacts): boolean {
  const { texts, categoryId, status, taxClass, slug, options } = plan;
  if (plan.added.length > 0 || plan.changed.length > 0 || plan.optionValues) return false;
  const textsNow = textsOf(known);
  const isSameText = (Object.keys(textsNow) as (keyof ProductTexts)[]).every(
    (name) => texts[name] === textsNow[name],
  );
  return (
    isSameText &&
    categoryId === known.categoryId &&
    status === known.status &&
    taxClass === known.taxClass &&
    slug === known.slug &&
    options === known.options &&
    JSON.stringify(plan.details) === JSON.stringify(details) &&
    isSameSchedule(plan.schedule, schedule)
  );
}

function textsOf(product: ProductRecord): ProductTexts {
  const { nameJa, nameEn, nameKana, descriptionJa, descriptionEn, brand, brandEn = '' } = product;
  return { nameJa, nameEn, nameKana, descriptionJa, descriptionEn, brand, brandEn };
}
