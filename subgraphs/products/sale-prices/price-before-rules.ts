/** From a moment to another one: while a variant could be bought. */
export interface Offer {
  readonly since: Date;
  /** Null while it still can be. */
  readonly until: Date | null;
}

/** A price, from its moment to that of the next one. */
export interface PastPrice {
  readonly priceYen: number;
  readonly since: Date;
}

/**
 * Whether a shop may show a price as the usual one (通常価格) beside that of a sale: a price "at which the goods were sold
 * for a considerable time recently". Source: Act against Unjustifiable Premiums and Misleading Representations, article
 * 5 item 2, as the Consumer Affairs Agency reads it in its guideline on price indications (価格表示ガイドライン, part 4,
 * 2(1)ア(ウ)). Of the eight weeks before the sale begins, or of as much of them as the goods were sold:
 *
 * 1. the goods were sold at that price for more than half of the time in which they were sold at all,
 * 2. for two weeks at least, all in all,
 * 3. and the last moment at that price is less than two weeks before the sale.
 *
 * Time in which nobody could buy the goods does not count for either side.
 * @param history in the order of its moments
 */
export function mayCompare({
  priceYen,
  saleStartsAt,
  history,
  offers,
}: {
  readonly priceYen: number;
  readonly saleStartsAt: Date;
  readonly history: readonly PastPrice[];
  readonly offers: readonly Offer[];
}): boolean {
  const until = saleStartsAt.getTime();
  const from = until - LOOKED_AT_MS;
  const sold = offers.map((offer) => clip(offer.since, offer.until, from, until)).filter(isSome);
  const atPrice = history
    .map((price, index) => ({ ...price, until: history[index + 1]?.since ?? null }))
    .filter((price) => price.priceYen === priceYen)
    .flatMap((price) => sold.map((span) => clip(price.since, price.until, span.from, span.until)))
    .filter(isSome);
  const atPriceMs = lengthOf(atPrice);
  const lastAtPrice = Math.max(...atPrice.map((span) => span.until));
  return atPriceMs * 2 > lengthOf(sold) && atPriceMs >= SHORTEST_MS && until - lastAtPrice < LONGEST_SINCE_MS;
}

const WEEK_MS = 7 * 86_400_000;
const LOOKED_AT_MS = 8 * WEEK_MS;
const SHORTEST_MS = 2 * WEEK_MS;
const LONGEST_SINCE_MS = 2 * WEEK_MS;

interface Span {
  readonly from: number;
  readonly until: number;
}

function clip(since: Date, end: Date | null, from: number, until: number): Span {
  return { from: Math.max(since.getTime(), from), until: Math.min(end?.getTime() ?? until, until) };
}

const isSome = ({ from, until }: Span): boolean => from < until;

const lengthOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { from, until }) => sum + until - from, 0);
