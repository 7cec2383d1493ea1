import { newId } from '@depachika/ids/ids.ts';
import type { OrdersServices } from '../order/services.ts';
import { type DraftDecision, decideDraft, totalProblem } from './draft-rules.ts';
import type { PlaceOrderInput } from './order-input.ts';
import { offersFor } from './payment-offers.ts';
import { readBasket } from './read-basket.ts';

/** Decides everything about an order before anything is held: price, place, window, way to pay and its deadline. */
export async function draftOrder(
  services: OrdersServices,
  customerId: string,
  input: PlaceOrderInput,
  now: Date,
): Promise<DraftDecision> {
  const priced = await readBasket(services, customerId, input);
  if (priced.kind !== 'priced') return priced;
  const { basket } = priced;
  const { totalYen, slot } = basket;
  const problem = totalProblem(input, totalYen);
  if (problem) return problem;
  const asked = { customerId, totalYen, points: input.points ?? 0, cutOffAt: slot.cutOffAt };
  const offers = await offersFor(services, asked);
  return decideDraft({ customerId, input, basket, offers, now, orderId: newId('ord') });
}
