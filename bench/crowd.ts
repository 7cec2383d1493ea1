import type { BenchClient } from './client.ts';
import type { Buyer } from './orders.ts';

/** A buyer of a flash sale, and the slot in which everybody of their zone finds a place. */
export interface CrowdMember extends Buyer {
  readonly slotId: string;
}

/**
 * Gives the latest slot of each buyer's zone room for a whole crowd beside what other measurements took of it: whoever is
 * refused is then refused for want of stock.
 */
export async function makeRoom(
  staff: BenchClient,
  buyers: readonly Buyer[],
  places: number,
): Promise<CrowdMember[]> {
  const roomy = new Set<string>();
  const crowd: CrowdMember[] = [];
  for (const buyer of buyers) {
    const slot = await latestSlot(buyer);
    if (!roomy.has(slot.id)) await widen(staff, slot, places);
    roomy.add(slot.id);
    crowd.push({ ...buyer, slotId: slot.id });
  }
  return crowd;
}

interface SlotOfBuyer {
  readonly id: string;
  readonly version: number;
  readonly capacity: number;
  readonly placesLeft: number;
}

async function latestSlot({ ask, addressId }: Buyer): Promise<SlotOfBuyer> {
  const { me } = await ask<{ me: { address: { deliverySlots: SlotOfBuyer[] } } }>(SLOTS, { id: addressId });
  const slot = me.address.deliverySlots.at(-1);
  if (!slot) throw new Error(`There is no slot for ${addressId}`);
  return slot;
}

async function widen(staff: BenchClient, slot: SlotOfBuyer, places: number): Promise<void> {
  const { id, version, capacity, placesLeft } = slot;
  const { updateDeliverySlot } = await staff<{ updateDeliverySlot: { __typename: string } }>(WIDEN, {
    input: { id, expectedVersion: version, capacity: capacity - placesLeft + places },
  });
  if (updateDeliverySlot.__typename !== 'UpdateDeliverySlotSuccess')
    throw new Error(`A slot was not widened: ${updateDeliverySlot.__typename}`);
}

const SLOTS = `query CrowdSlots($id: ID!) { me { address(id: $id) {
  deliverySlots(includeUnavailable: true) { id version capacity placesLeft } } } }`;
const WIDEN = `mutation Widen($input: UpdateDeliverySlotInput!) { updateDeliverySlot(input: $input) { __typename } }`;
