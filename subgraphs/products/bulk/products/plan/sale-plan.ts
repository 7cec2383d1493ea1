import { wrongFields } from '@depachika/domain/problems.ts';
import type { VariantRecord } from '../../../catalogue/product.ts';
import { bulkMessages as messages } from '../../../messages/bulk.ts';
import { checkSale, isRunning, type Sale, type SaleRecord } from '../../../sale-prices/sale-rules.ts';
import { priceAfterEdit } from '../../../variants/price-rules.ts';
import { writeMoment } from '../../csv/cells.ts';
import type { LineReader } from '../../line-problem.ts';
import type { SaleCells, VariantCells } from '../product-cells.ts';

/** What a line makes of a variant's prices. */
export interface PlannedPrices {
  readonly priceYen: number;
  /** What its sale, which stays, says of the time after it; undefined where that does not change. */
  readonly regularPriceYen: number | undefined;
  /** A new one; null: the one that it had is gone; undefined: as it was. */
  readonly sale: Sale | null | undefined;
}

type Priced = Pick<VariantRecord, 'priceYen' | 'sale'>;

/** The prices of a variant as its line wants them; what is not allowed is refused on the line. */
export function planPrices(
  line: LineReader,
  variant: Priced,
  { priceYen: wanted, sale: said }: Pick<VariantCells, 'priceYen' | 'sale'>,
  now: Date,
): PlannedPrices {
  const { sale: current } = variant;
  // A sale that is over is none: the file was right when it was written.
  const sale = said && said.endsAt <= now ? null : said;
  const stays = staysAsItIs(current, sale, now);
  if (!stays && sale && current && isRunning(current, now))
    line.refuse('sale_price_yen', messages.allowed.saleEnded(writeMoment(new Date(current.endsAt))));
  const base: Priced = stays ? variant : { priceYen: current?.regularPriceYen ?? variant.priceYen };
  const price = priceAfterEdit(base, wanted, now);
  if (price.kind === 'invalidInput') {
    for (const { allowed } of wrongFields(price)) line.refuse('price_yen', allowed);
    return { priceYen: variant.priceYen, regularPriceYen: undefined, sale: undefined };
  }
  const { priceYen } = price;
  const regularPriceYen =
    price.regularPriceYen === base.sale?.regularPriceYen ? undefined : price.regularPriceYen;
  if (stays || !sale) return { priceYen, regularPriceYen, sale: stays ? undefined : null };
  return { priceYen, regularPriceYen, sale: newSale(line, sale, priceYen, now) };
}

function newSale(
  line: LineReader,
  { priceYen, startsAt, endsAt }: SaleCells,
  regularPriceYen: number,
  now: Date,
) {
  const sale: Sale = { priceYen, regularPriceYen, startsAt: startsAt ?? now, endsAt };
  const refusal = checkSale(sale, now);
  for (const { field, allowed } of refusal ? wrongFields(refusal) : [])
    line.refuse(SALE_COLUMNS[field] ?? 'sale_price_yen', allowed);
  return sale;
}

function staysAsItIs(
  current: SaleRecord | undefined,
  sale: SaleCells | null | undefined,
  now: Date,
): boolean {
  if (sale === undefined) return true;
  return sale === null ? current === undefined : isSame(current, sale, now);
}

/** Once it runs, it does not matter when it began. */
function isSame(
  current: SaleRecord | undefined,
  { priceYen, startsAt, endsAt }: SaleCells,
  now: Date,
): boolean {
  if (!current || current.priceYen !== priceYen || Date.parse(current.endsAt) !== endsAt.getTime())
    return false;
  if (isRunning(current, now)) return startsAt === undefined || startsAt <= now;
  return startsAt?.getTime() === Date.parse(current.startsAt);
}

const SALE_COLUMNS: Readonly<Record<string, string>> = {
  priceYen: 'sale_price_yen',
  startsAt: 'sale_starts_at',
  endsAt: 'sale_ends_at',
};
