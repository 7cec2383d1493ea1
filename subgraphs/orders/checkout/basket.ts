import { timestampDate } from '@bufbuild/protobuf/wkt';
import { isId, newId } from '@depachika/ids/ids.ts';
import {
  type Slot,
  SlotUnavailable_Reason,
} from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import type { Variant } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { readVariants } from '../cart/variant-reader.ts';
import type { AddressSnapshot, OrderLine, SlotSnapshot } from '../order/order.ts';
import {
  type AddressNotFound,
  addressNotFound,
  type CartEmpty,
  cartEmpty,
  type InvalidInput,
  invalidInput,
  type SlotNotAvailable,
  type SlotProblem,
  slotNotAvailable,
  type VariantNotSold,
  variantNotSold,
} from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';
import type { BasketInput, WantedLine } from './order-input.ts';
import { MAX_TOTAL_YEN, type Price, priceOf } from './pricing.ts';
import type { TaxRatePercent } from './tax.ts';

/** What is wanted, where and when, at today's prices. Nothing is held. */
export interface Basket extends Price {
  readonly lines: readonly OrderLine[];
  readonly fromCart: boolean;
  readonly address: AddressSnapshot;
  readonly slot: SlotSnapshot;
}

export type BasketProblem = InvalidInput | CartEmpty | VariantNotSold | AddressNotFound | SlotNotAvailable;

/** Prices and places from those who own them, never from the client. Asks for variants and place at the same time. */
export async function readBasket(
  services: OrdersServices,
  customerId: string,
  input: BasketInput,
): Promise<Basket | BasketProblem> {
  const wanted = input.lines ?? (await services.carts.read(customerId)).lines;
  if (wanted.length === 0) return cartEmpty();
  const [lines, place] = await Promise.all([
    sellableLines(services, wanted),
    deliveryPlace(services, customerId, input),
  ]);
  if ('__typename' in lines) return lines;
  if ('__typename' in place) return place;
  const price = priceOf(lines, place.feeYen);
  if (price.totalYen > MAX_TOTAL_YEN) return invalidInput('lines', `worth at most ${MAX_TOTAL_YEN} yen`);
  return { lines, fromCart: !input.lines, address: place.address, slot: place.slot, ...price };
}

async function sellableLines(
  services: OrdersServices,
  wanted: readonly WantedLine[],
): Promise<OrderLine[] | VariantNotSold> {
  const variants = await readVariants(
    services,
    wanted.map(({ variantId }) => variantId),
  );
  const notSold = wanted.filter(({ variantId }) => !variants.get(variantId)?.sellable);
  if (notSold.length > 0) return variantNotSold(notSold.map(({ variantId }) => variantId));
  return wanted.map((line) => orderLine(line, variants.get(line.variantId)!));
}

function orderLine({ variantId, quantity }: WantedLine, variant: Variant): OrderLine {
  return {
    lineId: newId('orl'),
    variantId,
    productId: variant.productId,
    sku: variant.sku,
    nameJa: labelled(variant.nameJa, variant.optionLabel),
    nameEn: labelled(variant.nameEn, variant.optionLabel),
    quantity,
    unitPriceYen: variant.priceYen,
    taxRatePercent: variant.taxRatePercent as TaxRatePercent,
  };
}

function labelled(name: string, optionLabel: string): string {
  return optionLabel === '' ? name : `${name} ${optionLabel}`;
}

interface Place {
  readonly address: AddressSnapshot;
  readonly slot: SlotSnapshot;
  readonly feeYen: number;
}

async function deliveryPlace(
  { users, delivery, config }: OrdersServices,
  ownerId: string,
  { addressId, deliverySlotId }: BasketInput,
): Promise<Place | AddressNotFound | SlotNotAvailable> {
  const timeoutMs = config.rpcTimeoutMs;
  if (!isId('adr', addressId)) return addressNotFound(addressId);
  const { address } = await users.getAddress({ ownerId, addressId }, { timeoutMs });
  if (!address?.point) return addressNotFound(addressId);
  if (!isId('slt', deliverySlotId)) return slotNotAvailable(deliverySlotId, 'UNKNOWN');
  const { latitude, longitude } = address.point;
  const { result } = await delivery.getSlot(
    { slotId: deliverySlotId, point: { latitude, longitude } },
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
    address: { ...recipient, ...where },
    slot: slotSnapshot(result.value),
    feeYen: result.value.feeYen,
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

function slotSnapshot({ id, date, startsAt, endsAt, cutOffAt }: Slot): SlotSnapshot {
  return {
    slotId: id,
    date,
    startsAt: timestampDate(startsAt!).toISOString(),
    endsAt: timestampDate(endsAt!).toISOString(),
    cutOffAt: timestampDate(cutOffAt!).toISOString(),
  };
}
