import { timestampDate } from '@bufbuild/protobuf/wkt';
import { isId } from '@depachika/ids/ids.ts';
import {
  type Slot,
  SlotUnavailable_Reason,
} from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import type { AddressSnapshot, SlotSnapshot } from '../order/order.ts';
import {
  type AddressNotFound,
  addressNotFound,
  type SlotNotAvailable,
  type SlotProblem,
  slotNotAvailable,
} from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';
import type { BasketInput } from './order-input.ts';

/** Where an order goes, when, and what that costs. */
export interface DeliveryPlace {
  readonly kind: 'deliverable';
  readonly address: AddressSnapshot;
  readonly slot: SlotSnapshot;
  readonly feeYen: number;
  /** The least that the goods cost; 0 sets no limit. */
  readonly minOrderYen: number;
}

/**
 * The customer's address as users has it, and the slot as delivery offers it there.
 * @param leadTimeDaysOfGoods is asked when there is an address
 */
export async function readDeliveryPlace(
  { users, delivery, config }: OrdersServices,
  ownerId: string,
  { addressId, deliverySlotId }: BasketInput,
  leadTimeDaysOfGoods: () => Promise<number>,
): Promise<DeliveryPlace | AddressNotFound | SlotNotAvailable> {
  const timeoutMs = config.rpcTimeoutMs;
  if (!isId('adr', addressId)) return addressNotFound(addressId, 'UNKNOWN');
  const { address } = await users.getAddress({ ownerId, addressId }, { timeoutMs });
  if (!address) return addressNotFound(addressId, 'UNKNOWN');
  if (!address.point) return addressNotFound(addressId, 'POINT_NEEDED');
  if (!isId('slt', deliverySlotId)) return slotNotAvailable(deliverySlotId, 'UNKNOWN');
  const { latitude, longitude } = address.point;
  const leadTimeDays = await leadTimeDaysOfGoods();
  const { result } = await delivery.getSlot(
    { slotId: deliverySlotId, point: { latitude, longitude }, leadTimeDays },
    { timeoutMs },
  );
  if (result.case === 'unavailable')
    return slotNotAvailable(deliverySlotId, slotProblem(result.value.reason));
  if (result.case !== 'slot') throw new Error(`delivery.GetSlot of ${deliverySlotId} answered nothing`);
  const { id, recipientName, recipientKana, phone, postalCode, prefecture, municipality, street, building } =
    address;
  const recipient = { addressId: id, recipientName, recipientKana, phone };
  const where = { postalCode, prefecture, municipality, street, building, latitude, longitude };
  return {
    kind: 'deliverable',
    address: { ...recipient, ...where },
    slot: slotSnapshot(result.value, leadTimeDays),
    feeYen: result.value.feeYen,
    minOrderYen: result.value.minOrderYen,
  };
}

/** A slot's refusal in the words of our schema. A closed hold is the caller's to understand. */
export function slotProblem(reason: SlotUnavailable_Reason): SlotProblem {
  switch (reason) {
    case SlotUnavailable_Reason.UNKNOWN_SLOT:
      return 'UNKNOWN';
    case SlotUnavailable_Reason.FULL:
      return 'FULL';
    case SlotUnavailable_Reason.OUTSIDE_ZONE:
      return 'OUTSIDE_ZONE';
    default:
      return 'CLOSED';
  }
}

function slotSnapshot(slot: Slot, leadTimeDays: number): SlotSnapshot {
  const { id, date, startsAt, endsAt, cutOffAt, locationIds } = slot;
  return {
    ...(leadTimeDays > 0 && { leadTimeDays }),
    ...(locationIds.length > 0 && { locationIds }),
    slotId: id,
    date,
    startsAt: timestampDate(startsAt!).toISOString(),
    endsAt: timestampDate(endsAt!).toISOString(),
    cutOffAt: timestampDate(cutOffAt!).toISOString(),
  };
}
