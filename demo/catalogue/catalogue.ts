import { slugOf } from '@depachika/products/slugs/slug.ts';
import { demoId } from '../demo-id.ts';
import { type Random, seededRandom } from '../random.ts';
import {
  type Choice,
  type Department,
  type Kind,
  type Maker,
  type Picture,
  type Range,
  type Shelf,
  SIZES,
  type Word,
} from './assortment.ts';
import { alcohol, bakery, drinks } from './bakery-drinks.ts';
import { fashion, living, tableware } from './household.ts';
import { meals } from './meals.ts';
import { gifts, groceries, perishables } from './perishables.ts';
import { sweets } from './sweets.ts';
import { wagashi } from './wagashi.ts';

export interface DemoCategory {
  readonly id: string;
  readonly slug: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly parentId: string | null;
  /** Place among its siblings, from 0. */
  readonly position: number;
}

export interface DemoOption {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly values: readonly string[];
  readonly valuesEn: readonly string[];
}

export interface DemoVariant {
  readonly id: string;
  readonly productId: string;
  readonly sku: string;
  /** One value per option of its product; empty when there are none. */
  readonly optionValues: readonly string[];
  readonly optionValuesEn: readonly string[];
  /** Whole yen, tax included. */
  readonly priceYen: number;
  readonly weightGrams: number;
  readonly maxPerOrder: number;
}

/** A product on sale; all of the demo catalogue is. */
export interface DemoProduct {
  readonly id: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly nameKana: string;
  readonly descriptionJa: string;
  readonly descriptionEn: string;
  readonly brand: string;
  readonly brandEn: string;
  readonly categoryId: string;
  readonly categorySlug: string;
  readonly taxClass: 'REDUCED' | 'STANDARD';
  readonly taxRatePercent: 8 | 10;
  readonly options: readonly DemoOption[];
  readonly variants: readonly DemoVariant[];
  readonly createdAt: Date;
  readonly slug: string;
}

export interface DemoCatalogue {
  readonly categories: readonly DemoCategory[];
  /** Oldest first; ids sort the same way. */
  readonly products: readonly DemoProduct[];
}

/** The shop's floors, in the order of its directory. */
export const DEPARTMENTS: readonly Department[] = [
  wagashi,
  sweets,
  meals,
  bakery,
  drinks,
  alcohol,
  perishables,
  groceries,
  gifts,
  tableware,
  fashion,
  living,
];

/** The same thousand products on every machine; made once per process. */
export function demoCatalogue(): DemoCatalogue {
  made ??= makeCatalogue();
  return made;
}

/** What a variant is called on a receipt beside its product's name: `M / 紺`, `M / Navy`; empty when there is one. */
export function demoVariantLabel({ optionValues, optionValuesEn }: DemoVariant) {
  return { ja: optionValues.join(' / '), en: optionValuesEn.join(' / ') };
}

/** The shape that the pictures of a category's products show, by slug. A department's is that of its first shelf. */
export function demoPictures(): Map<string, Picture> {
  return new Map(
    DEPARTMENTS.flatMap(({ slug, shelves }) => [
      [slug, shelves[0]!.picture] as const,
      ...shelves.map((shelf) => [shelf.slug, shelf.picture] as const),
    ]),
  );
}

let made: DemoCatalogue | undefined;

interface Draft {
  readonly shelf: Shelf;
  readonly range: Range;
  readonly flavour: Word;
  readonly kind: Kind;
  readonly categoryId: string;
}

function makeCatalogue(): DemoCatalogue {
  const random = seededRandom('catalogue');
  const categories = makeCategories();
  const idOf = new Map(categories.map(({ slug, id }) => [slug, id]));
  const drafts = DEPARTMENTS.flatMap(({ shelves }) =>
    shelves.flatMap((shelf) => draftsOf(shelf, idOf.get(shelf.slug)!)),
  );
  let variantNumber = 0;
  const products = random
    .shuffle(drafts)
    .map((draft, index) => makeProduct(draft, index + 1, random, () => (variantNumber += 1)));
  return { categories, products };
}

function makeCategories(): DemoCategory[] {
  let number = 0;
  return DEPARTMENTS.flatMap((department, position) => {
    const top = category(department, null, position);
    return [top, ...department.shelves.map((shelf, place) => category(shelf, top.id, place))];
  });

  function category(
    source: { slug: string; ja: string; en: string },
    parentId: string | null,
    position: number,
  ): DemoCategory {
    number += 1;
    const { slug, ja, en } = source;
    return { id: demoId('cat', number), slug, nameJa: ja, nameEn: en, parentId, position };
  }
}

function draftsOf(shelf: Shelf, categoryId: string): Draft[] {
  return shelf.ranges.flatMap((range) =>
    range.kinds.flatMap((kind) =>
      range.flavours.map((flavour) => ({ shelf, range, flavour, kind, categoryId })),
    ),
  );
}

function makeProduct(draft: Draft, number: number, random: Random, nextVariant: () => number): DemoProduct {
  const { shelf, kind, categoryId } = draft;
  const id = demoId('prd', number);
  const maker = random.pick(shelf.makers);
  const taxRatePercent = shelf.taxClass === 'REDUCED' ? 8 : 10;
  // Makers ask different prices for the same thing: up to a quarter more or a tenth less.
  const unitYen = kind.unitYen * (0.9 + random.next() * 0.35);
  const variants = combinations(shelf, kind).map(({ values, units, percent }, index) => ({
    id: demoId('var', nextVariant()),
    productId: id,
    sku: `${shelf.code}-${String(number).padStart(4, '0')}-${String(index + 1).padStart(2, '0')}`,
    optionValues: values.map(({ ja }) => ja),
    optionValuesEn: values.map(({ en }) => en),
    priceYen: shelfPrice((unitYen * units * percent) / 100, taxRatePercent),
    weightGrams: Math.round(kind.unitGrams * units),
    maxPerOrder: 99,
  }));
  const names = namesOf(draft);
  return {
    id,
    ...names,
    ...descriptionsOf(draft, maker, random),
    brand: maker.ja,
    brandEn: maker.en,
    categoryId,
    categorySlug: shelf.slug,
    taxClass: shelf.taxClass,
    taxRatePercent,
    options: optionsOf(shelf, kind),
    variants,
    createdAt: new Date(FIRST_INSTANT_MS + number * 1000),
    slug: slugOf(names.nameEn),
  };
}

/** The same instants as the products' ids carry. */
const FIRST_INSTANT_MS = Date.UTC(2026, 0, 5);

function namesOf({ flavour, kind, range }: Draft) {
  return {
    nameJa: `${flavour.ja}${range.joiner?.ja ?? ''}${kind.ja}`,
    nameEn: `${flavour.en} ${kind.en}`,
    nameKana: `${flavour.kana}${range.joiner?.kana ?? ''}${kind.kana}`,
  };
}

function descriptionsOf({ shelf }: Draft, maker: Maker, random: Random) {
  const [ja, en] = random.pick(shelf.notes);
  return { descriptionJa: `${maker.ja}より。${ja}`, descriptionEn: `From ${maker.en}. ${en}` };
}

function optionsOf(shelf: Shelf, kind: Kind): DemoOption[] {
  const { nameJa, nameEn, sizes } = SIZES[kind.sizes];
  const options: DemoOption[] = [];
  if (sizes.length > 1) options.push({ nameJa, nameEn, ...inBoth(sizes) });
  if (shelf.colours) options.push({ nameJa: '色', nameEn: 'Colour', ...inBoth(shelf.colours) });
  return options;
}

function inBoth(choices: readonly Choice[]) {
  return { values: choices.map(({ ja }) => ja), valuesEn: choices.map(({ en }) => en) };
}

function combinations(shelf: Shelf, kind: Kind): { values: Choice[]; units: number; percent: number }[] {
  const { sizes } = SIZES[kind.sizes];
  return sizes.flatMap(({ units, percent = 100, ...value }) => {
    const size = sizes.length > 1 ? [value] : [];
    if (!shelf.colours) return [{ values: size, units, percent }];
    return shelf.colours.map((colour) => ({ values: [...size, colour], units, percent }));
  });
}

/** A price as shops write it: round before tax, so that 300 becomes 324 with 8 % and 1,200 becomes 1,320 with 10 %. */
function shelfPrice(beforeTaxYen: number, taxRatePercent: number): number {
  const step = STEPS.find(({ below }) => beforeTaxYen < below)!.step;
  const round = Math.max(step, Math.round(beforeTaxYen / step) * step);
  return Math.floor((round * (100 + taxRatePercent)) / 100);
}

const STEPS = [
  { below: 300, step: 10 },
  { below: 1_500, step: 50 },
  { below: 10_000, step: 100 },
  { below: Number.POSITIVE_INFINITY, step: 500 },
];
