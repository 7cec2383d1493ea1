import type { AttributeDefinition } from '../../attributes/attribute.ts';
import type { ValueInput } from '../../attributes/attribute-input.ts';
import type { ProductStatus, TaxClass } from '../../catalogue/product.ts';
import type { DetailsInput, Vocabulary } from '../../details/details-input.ts';
import type { Temperature } from '../../details/product-details.ts';
import { type ProductTexts, readOptionText } from '../../editing/product-input.ts';
import type { Schedule } from '../../lifecycle/publication-rules.ts';
import { bulkMessages as messages } from '../../messages/bulk.ts';
import { readDay, readList, readMoment, readNumber, readOneOf, readWhole, readYesNo } from '../csv/cells.ts';
import type { LineReader } from '../line-problem.ts';
import { attributeColumns } from './product-columns.ts';

/** What a file says of a product. Undefined: nothing. */
export interface ProductCells {
  readonly slug: string | undefined;
  readonly texts: { readonly [F in keyof ProductTexts]: string | undefined };
  /** Its address. */
  readonly category: string | undefined;
  readonly taxClass: TaxClass | undefined;
  readonly status: ProductStatus | undefined;
  /** Null: it does nothing by itself any more. */
  readonly schedule: { readonly [F in keyof Schedule]: Date | null | undefined };
  readonly details: Omit<DetailsInput, 'attributes'>;
  /**
   * By code; undefined takes it off the product. Attributes that are not here stay, and so does the language of a text whose
   * column is not there.
   */
  readonly attributes: ReadonlyMap<string, ValueInput | undefined>;
  readonly optionNames: readonly OptionNames[];
}

export interface OptionNames {
  readonly nameJa: string | undefined;
  readonly nameEn: string | undefined;
}

/** What a file says of a variant. */
export interface VariantCells {
  readonly sku: string;
  readonly values: readonly OptionCells[];
  readonly priceYen: number | undefined;
  readonly weightGrams: number | undefined;
  readonly maxPerOrder: number | undefined;
  readonly withdrawn: boolean | undefined;
  /** Null: none; undefined: nothing is said of it. */
  readonly sale: SaleCells | null | undefined;
}

export interface OptionCells {
  readonly value: string | undefined;
  readonly valueEn: string | undefined;
}

export interface SaleCells {
  readonly priceYen: number;
  /** Undefined: at once. */
  readonly startsAt: Date | undefined;
  readonly endsAt: Date;
}

/** Words of both languages. */
export const TAX_CLASSES: Readonly<Record<TaxClass, string>> = { REDUCED: '軽減税率', STANDARD: '標準税率' };
export const STATUSES: Readonly<Record<ProductStatus, string>> = {
  DRAFT: '下書き',
  ACTIVE: '販売中',
  WITHDRAWN: '販売終了',
};
export const TEMPERATURES: Readonly<Record<Temperature, string>> = {
  AMBIENT: '常温',
  CHILLED: '冷蔵',
  FROZEN: '冷凍',
};
/** It was stated that there are no allergens. */
export const NO_ALLERGENS = 'none';

export function readProductCells(reader: LineReader, { definitions }: Vocabulary): ProductCells {
  const { text, read, has } = reader;
  const filled = (column: string) => text(column)?.trim() || undefined;
  const oneOf = <T extends string>(column: string, words: Readonly<Record<T, string>>) =>
    read(column, readOneOf(words), messages.allowed.words(wordsOf(words)));
  return {
    slug: filled('slug'),
    texts: {
      nameJa: text('name_ja'),
      nameEn: text('name_en'),
      nameKana: text('name_kana'),
      descriptionJa: text('description_ja'),
      descriptionEn: text('description_en'),
      brand: text('brand'),
      brandEn: text('brand_en'),
    },
    category: filled('category'),
    taxClass: oneOf('tax_class', TAX_CLASSES),
    status: oneOf('status', STATUSES),
    schedule: { publishAt: readWhen(reader, 'publish_at'), unpublishAt: readWhen(reader, 'unpublish_at') },
    details: {
      allergens: read('allergens', readAllergens, messages.allowed.list),
      temperature: oneOf('temperature', TEMPERATURES),
      shelfLifeDays:
        read('shelf_life_days', readWhole, messages.allowed.whole) ??
        (has('shelf_life_days') ? 0 : undefined),
      leadTimeDays: read('lead_time_days', readWhole, messages.allowed.whole),
      ageRestricted: read('age_restricted', readYesNo, messages.allowed.yesNo),
      labels: has('labels') ? readList(text('labels')!) : undefined,
    },
    attributes: readAttributes(reader, definitions),
    optionNames: [1, 2, 3].map((number) => ({
      nameJa: readOption(text(`option${number}_name_ja`)),
      nameEn: readOption(text(`option${number}_name_en`)),
    })),
  };
}

/** An empty cell is no moment; one that is wrong says nothing. */
function readWhen({ has, text, read }: LineReader, column: string): Date | null | undefined {
  if (has(column) && text(column)!.trim() === '') return null;
  return read(column, readMoment, messages.allowed.moment);
}

export function readVariantCells(reader: LineReader): VariantCells {
  const { text, read } = reader;
  const whole = (column: string) => read(column, readWhole, messages.allowed.whole);
  return {
    sku: text('sku')!,
    values: [1, 2, 3].map((number) => ({
      value: readOption(text(`option${number}_value`)),
      valueEn: readOption(text(`option${number}_value_en`)),
    })),
    priceYen: whole('price_yen'),
    weightGrams: whole('weight_grams'),
    maxPerOrder: whole('max_per_order'),
    withdrawn: read('withdrawn', readYesNo, messages.allowed.yesNo),
    sale: readSale(reader),
  };
}

/** As it is kept, so that it is known again; what may not stand there stays, for the rules to refuse. */
function readOption(cell: string | undefined): string | undefined {
  const text = cell?.trim() || undefined;
  const read = text === undefined ? undefined : readOptionText('', text);
  return read?.kind === 'checked' ? read.value : text;
}

function readSale(reader: LineReader): SaleCells | null | undefined {
  const { has, text, read } = reader;
  if (!has('sale_price_yen')) return undefined;
  const isSet = (column: string) => text(column)?.trim() !== '';
  if (!isSet('sale_price_yen')) {
    for (const column of ['sale_starts_at', 'sale_ends_at'])
      if (isSet(column)) reader.refuse(column, messages.allowed.emptyWithoutSale);
    return null;
  }
  const priceYen = read('sale_price_yen', readWhole, messages.allowed.whole);
  const startsAt = read('sale_starts_at', readMoment, messages.allowed.moment);
  const endsAt = read('sale_ends_at', readMoment, messages.allowed.moment);
  if (!isSet('sale_ends_at')) reader.refuse('sale_ends_at', messages.allowed.moment);
  return priceYen === undefined || endsAt === undefined ? undefined : { priceYen, startsAt, endsAt };
}

function readAttributes(
  reader: LineReader,
  definitions: readonly AttributeDefinition[],
): Map<string, ValueInput | undefined> {
  const given = definitions.filter(
    (definition) => !definition.retired && attributeColumns(definition).some(({ name }) => reader.has(name)),
  );
  return new Map(given.map((definition) => [definition.code, readAttribute(reader, definition)]));
}

function readAttribute(reader: LineReader, definition: AttributeDefinition): ValueInput | undefined {
  const { code, kind } = definition;
  const columns = attributeColumns(definition).map(({ name }) => name);
  const [column] = columns as [string];
  const { read, text } = reader;
  if (columns.every((name) => text(name)?.trim() === '')) return undefined;
  switch (kind) {
    case 'TEXT':
      return { code, textJa: text(columns[0]!), textEn: text(columns[1]!) };
    case 'NUMBER':
      return { code, number: read(column, readNumber, messages.allowed.number) };
    case 'BOOLEAN':
      return { code, boolean: read(column, readYesNo, messages.allowed.yesNo) };
    case 'DATE':
      return { code, date: read(column, readDay, messages.allowed.day) };
    case 'CHOICE':
      return { code, choices: readList(text(column)!) };
  }
}

function readAllergens(cell: string): string[] {
  const codes = readList(cell);
  return ['none', 'なし'].includes(codes.join()) ? [] : codes;
}

function wordsOf(words: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(words).map(([name, word]) => `${name} (${word})`);
}
