import type { OrderLine } from '../order/order.ts';
import type { BasketProblem, BasketReader } from './basket.ts';
import { readBasket } from './basket.ts';
import { type BasketInput, invalidBasket } from './order-input.ts';
import { offersFor, type PaymentOffer } from './payment-offers.ts';
import type { Price } from './pricing.ts';

/** What an order would cost now. Nothing is held. */
export interface Quote extends Price {
  readonly lines: readonly QuoteLine[];
  readonly pointsUsed: number;
  readonly amountDueYen: number;
  readonly spendablePoints: number;
  readonly paymentOffers: readonly PaymentOffer[];
}

export interface QuoteLine extends OrderLine {
  /** Pieces that could be bought now. */
  readonly available: number;
}

/** Points beyond what can be spent, or beyond the total, are left out of the quote. */
export async function quote(
  reader: BasketReader,
  customerId: string,
  input: BasketInput,
): Promise<Quote | BasketProblem> {
  const invalid = invalidBasket(input);
  if (invalid) return invalid;
  const basket = await readBasket(reader, customerId, input);
  if ('__typename' in basket) return basket;
  const { totalYen, slot, lines } = basket;
  const wanted = Math.min(input.points ?? 0, totalYen);
  const asked = { customerId, totalYen, cutOffAt: slot.cutOffAt };
  const { payments } = reader.clients;
  const [first, available] = await Promise.all([
    offersFor(payments, { ...asked, points: wanted }, reader.rpcTimeoutMs),
    availabilityOf(reader, lines),
  ]);
  const pointsUsed = Math.min(wanted, first.spendablePoints);
  const { offers, spendablePoints } =
    pointsUsed === wanted
      ? first
      : await offersFor(payments, { ...asked, points: pointsUsed }, reader.rpcTimeoutMs);
  return {
    ...basket,
    lines: lines.map((line) => ({ ...line, available: available.get(line.variantId) ?? 0 })),
    pointsUsed,
    amountDueYen: totalYen - pointsUsed,
    spendablePoints,
    paymentOffers: offers,
  };
}

async function availabilityOf(
  { clients, rpcTimeoutMs: timeoutMs }: BasketReader,
  lines: readonly OrderLine[],
): Promise<Map<string, number>> {
  const variantIds = lines.map(({ variantId }) => variantId);
  const { availability } = await clients.inventory.getAvailability({ variantIds }, { timeoutMs });
  return new Map(availability.map(({ variantId, available }) => [variantId, available]));
}
