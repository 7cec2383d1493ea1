import { contactNeeded, insufficientPoints } from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';
import type { BasketInput, PlaceOrderInput } from './order-input.ts';
import { placeOrder } from './place-order.ts';
import { type QuoteOutcome, quote } from './quote.ts';
import type { PlaceOrderOutcome } from './saga/run-saga.ts';

/** Who buys: somebody with an account, or a guest, who has no points to spend, and earns none. */
export interface Buyer {
  readonly userId: string;
  readonly isGuest: boolean;
}

/** What an order would cost this buyer. */
export async function quoteFor(
  services: OrdersServices,
  { userId, isGuest }: Buyer,
  input: BasketInput,
): Promise<QuoteOutcome> {
  if (!isGuest) return quote(services, userId, input);
  const requestedPoints = input.points ?? 0;
  const outcome = await quote(services, userId, { ...input, points: Math.min(requestedPoints, 0) });
  if (outcome.kind !== 'quoted') return outcome;
  const note = {
    kind: 'fewerPointsUsed',
    requestedPoints,
    usedPoints: 0,
    reason: 'MORE_THAN_SPENDABLE',
  } as const;
  const notes = requestedPoints > 0 ? [note] : [];
  return { kind: 'quoted', quote: { ...outcome.quote, spendablePoints: 0, pointsEarned: 0, notes } };
}

/** Places an order. A guest says first where mail about it goes: nobody else could be told what became of it. */
export async function placeOrderFor(
  services: OrdersServices,
  { userId, isGuest }: Buyer,
  input: PlaceOrderInput,
): Promise<PlaceOrderOutcome> {
  if (isGuest) {
    const requested = input.points ?? 0;
    if (requested > 0) return { kind: 'refused', problem: insufficientPoints({ requested, spendable: 0 }) };
    const { users, config } = services;
    const { contact } = await users.getContact({ userId }, { timeoutMs: config.rpcTimeoutMs });
    if (!contact) return { kind: 'refused', problem: contactNeeded() };
  }
  return placeOrder(services, userId, input);
}
