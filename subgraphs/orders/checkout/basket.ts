import type { AddressSnapshot, OrderLine, SlotSnapshot } from '../order/order.ts';
import type { Price } from './pricing.ts';

/** What is wanted, where and when, at today's prices. Nothing is held. */
export interface Basket extends Price {
  readonly lines: readonly OrderLine[];
  readonly fromCart: boolean;
  /** The lines of the cart that are bought; none when the lines were given. */
  readonly cartLineIds: readonly string[];
  readonly address: AddressSnapshot;
  readonly slot: SlotSnapshot;
}
