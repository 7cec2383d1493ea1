import { wrongFields } from '@depachika/domain/problems.ts';
import { readNewProduct } from '../../../editing/new-product.ts';
import { checkPlace } from '../../../editing/place-rules.ts';
import { wrongIn } from '../../../editing/product-input.ts';
import { NO_SCHEDULE } from '../../../lifecycle/publication-rules.ts';
import { bulkMessages as messages } from '../../../messages/bulk.ts';
import type { LineReader } from '../../line-problem.ts';
import type { ProductCells } from '../product-cells.ts';
import { planDetails } from './details-plan.ts';
import { newOptions, type VariantLine } from './option-plan.ts';
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
import type { PlannedProduct, ProductFacts } from './planned-product.ts';
import { refuseFields } from './problem-columns.ts';
import { planSchedule } from './schedule-plan.ts';

/** The product that lines bring; undefined when something of it is refused. */
export function planNew(
  cells: ProductCells,
  lines: readonly VariantLine[],
  facts: ProductFacts,
): PlannedProduct | undefined {
  const [first] = lines.map(({ line }) => line) as [LineReader];
  if (!facts.mayAdd) {
    for (const { line } of lines) line.refuse('sku', messages.allowed.knownSku);
    return undefined;
  }
  const category = readCategory(first, cells, facts);
  if (cells.taxClass === undefined) first.refuse('tax_class', messages.allowed.needed);
  refuseTakenSlug(first, cells.slug, facts, undefined);
  const read = readNewProduct({
    nameJa: '',
    nameEn: '',
    nameKana: '',
    brand: '',
    ...withoutUndefined(cells.texts),
    categoryId: category?.id ?? '',
    taxClass: cells.taxClass ?? 'STANDARD',
    status: cells.status,
    slug: cells.slug,
    options: newOptions(cells.optionNames, lines),
    variants: lines.map((line) => variantInput(line)),
  });
  const details = planDetails(first, cells, facts);
  const status = cells.status ?? 'DRAFT';
  const schedule = planSchedule(first, cells, {
    ...{ known: NO_SCHEDULE, statusBefore: undefined },
    ...{ status, category, now: facts.now },
  });
  if (category) refuseFields(wrongIn(checkPlace(category, { mayRetire: false }) ?? CHECKED), [first]);
  if (read.kind === 'invalidInput') refuseFields(wrongFields(read), linesOf(lines));
  if (read.kind === 'invalidInput' || !category || !details) return undefined;
  const { texts, options, variants, slug } = read.value;
  const added = lines.map((line, index) => planAdded(line, variants[index]!, facts.now));
  refuseNoneLeft(lines, added);
  return {
    ...{
      kind: 'planned',
      texts,
      options,
      slug,
      details,
      schedule,
      added,
      changed: [],
      optionValues: undefined,
    },
    categoryId: category.id,
    status,
    taxClass: cells.taxClass ?? 'STANDARD',
  };
}
