import type { AddressSnapshot, OrderLine, SlotSnapshot } from '../order/order.ts';
import type { Price } from './pricing.ts';

/** What is wanted, where and when, at today's prices. Nothing is held. */
export interface Basket extends Price {
  readonly lines: readonly OrderLine[];
  readonly fromCart: boolean;
  readonly address: AddressSnapshot;
  readonly slot: SlotSnapshot;
}
