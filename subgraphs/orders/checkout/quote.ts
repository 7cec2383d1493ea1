import type { OrderLine } from '../order/order.ts';
import type { OrdersServices } from '../order/services.ts';
import { type BasketInput, invalidBasket } from './order-input.ts';
import type { PaymentOffer } from './payment-offer.ts';
import { offersFor } from './payment-offers.ts';
import type { Price } from './pricing.ts';
import { type BasketProblem, readBasket } from './read-basket.ts';

/** What an order would cost now. Nothing is held. */
export interface Quote extends Price {
  readonly lines: readonly QuoteLine[];
  readonly pointsUsed: number;
  readonly amountDueYen: number;
  readonly spendablePoints: number;
  /** When the order is delivered. */
  readonly pointsEarned: number;
  readonly paymentOffers: readonly PaymentOffer[];
  readonly notes: readonly QuoteNote[];
}

/** Where a quote is not what was asked for. */
export interface QuoteNote {
  readonly kind: 'fewerPointsUsed';
  readonly requestedPoints: number;
  readonly usedPoints: number;
  readonly reason: 'MORE_THAN_SPENDABLE' | 'MORE_THAN_TOTAL';
}

export interface QuoteLine extends OrderLine {
  /** Pieces that could be bought now. */
  readonly available: number;
}

export type QuoteOutcome = { readonly kind: 'quoted'; readonly quote: Quote } | BasketProblem;

/** Points beyond what can be spent, or beyond the total, are left out of the quote, which says so. */
export async function quote(
  services: OrdersServices,
  customerId: string,
  input: BasketInput,
): Promise<QuoteOutcome> {
  const invalid = invalidBasket(input);
  if (invalid) return invalid;
  const priced = await readBasket(services, customerId, input);
  if (priced.kind !== 'priced') return priced;
  const { basket } = priced;
  const { totalYen, slot, lines } = basket;
  const requestedPoints = input.points ?? 0;
  const wanted = Math.min(requestedPoints, totalYen);
  const asked = { customerId, totalYen, cutOffAt: slot.cutOffAt };
  const [first, available] = await Promise.all([
    offersFor(services, { ...asked, points: wanted }),
    availabilityOf(services, lines),
  ]);
  const pointsUsed = Math.min(wanted, first.spendablePoints);
  const { offers, spendablePoints, pointsEarned } =
    pointsUsed === wanted ? first : await offersFor(services, { ...asked, points: pointsUsed });
  const quoted: Quote = {
    ...basket,
    lines: lines.map((line) => ({ ...line, available: available.get(line.variantId) ?? 0 })),
    pointsUsed,
    amountDueYen: totalYen - pointsUsed,
    spendablePoints,
    pointsEarned,
    paymentOffers: offers,
    notes: notesOf({ requestedPoints, usedPoints: pointsUsed, totalYen }),
  };
  return { kind: 'quoted', quote: quoted };
}

/** The reason is what limits the points that are used: the total, or what can be spent. */
function notesOf(points: {
  readonly requestedPoints: number;
  readonly usedPoints: number;
  readonly totalYen: number;
}): QuoteNote[] {
  const { requestedPoints, usedPoints, totalYen } = points;
  if (usedPoints === requestedPoints) return [];
  const reason = usedPoints === totalYen ? 'MORE_THAN_TOTAL' : 'MORE_THAN_SPENDABLE';
  return [{ kind: 'fewerPointsUsed', requestedPoints, usedPoints, reason }];
}

async function availabilityOf(
  { inventory, config }: OrdersServices,
  lines: readonly OrderLine[],
): Promise<Map<string, number>> {
  const variantIds = lines.map(({ variantId }) => variantId);
  const { availability } = await inventory.getAvailability(
    { variantIds },
    { timeoutMs: config.rpcTimeoutMs },
  );
  return new Map(availability.map(({ variantId, available }) => [variantId, available]));
}
