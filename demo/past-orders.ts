import { addDays, jstDate } from '@depachika/clock/jst.ts';
import {
  type DemoProduct,
  type DemoVariant,
  demoCatalogue,
  demoVariantLabel,
} from './catalogue/catalogue.ts';
import { demoId } from './demo-id.ts';
import { demoLocations } from './locations.ts';
import { type DemoAddress, demoCustomers } from './people.ts';
import { type Random, seededRandom } from './random.ts';
import { type DemoSlot, type DemoZone, demoLocationsOf, demoSlots, demoZoneOf } from './zones.ts';

/** A line at the price of that time, as events and order tables hold it. */
export interface DemoOrderLine {
  readonly lineId: string;
  readonly variantId: string;
  readonly productId: string;
  readonly sku: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly quantity: number;
  readonly unitPriceYen: number;
  readonly taxRatePercent: 8 | 10;
}

/** The address of that time, as events and order tables hold it. */
export interface DemoOrderAddress extends Omit<DemoAddress, 'id' | 'ownerId' | 'point'> {
  readonly addressId: string;
  readonly latitude: number;
  readonly longitude: number;
}

interface PlacedDemoOrder {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly customerId: string;
  readonly placedAt: Date;
  readonly lines: readonly DemoOrderLine[];
  /** Serves every line. */
  readonly locationId: string;
  readonly slot: DemoSlot;
  readonly address: DemoOrderAddress;
  readonly paymentId: string;
  readonly paymentMethod: 'CARD' | 'KONBINI';
  readonly deliveryFeeYen: number;
  /** Lines and delivery, tax included. */
  readonly totalYen: number;
  readonly pointsUsed: 0;
  /** Exists only when it was delivered. */
  readonly shipmentId: string;
}

/** Placed, confirmed, shipped and delivered, in that order. */
export interface DeliveredDemoOrder extends PlacedDemoOrder {
  readonly status: 'DELIVERED';
  readonly confirmedAt: Date;
  readonly shippedAt: Date;
  readonly deliveredAt: Date;
  readonly cancelledAt: null;
}

/** Cancelled by its customer before its payment was certain: no money moved, nothing was allocated. */
export interface CancelledDemoOrder extends PlacedDemoOrder {
  readonly status: 'CANCELLED';
  readonly confirmedAt: null;
  readonly shippedAt: null;
  readonly deliveredAt: null;
  readonly cancelledAt: Date;
}

export type DemoOrder = DeliveredDemoOrder | CancelledDemoOrder;

const DAYS = 30;
const MINUTE_MS = 60_000;
const KONBINI_MAX_YEN = 300_000;

/**
 * What was ordered for the 30 days before today in Japan, about 600 orders, earliest first: the same for the same
 * day. Numbers count from 1; ids sort as the orders were placed.
 */
export function demoPastOrders({ now }: { readonly now: Date }): DemoOrder[] {
  const today = jstDate(now);
  const random = seededRandom(`orders until ${today}`);
  const destinations = destinationsOfCustomers();
  const shelf = random.shuffle(demoCatalogue().products);
  const drafts: OrderDraft[] = [];
  for (let back = DAYS; back >= 1; back -= 1) {
    const orders = random.integer(16, 24);
    for (let count = 0; count < orders; count += 1) {
      drafts.push(draftOrder(addDays(today, -back), { random, destinations, shelf }));
    }
  }
  drafts.sort((a, b) => a.placedAt.getTime() - b.placedAt.getTime());
  let lineNumber = 0;
  return drafts.map((draft, index) => order(draft, index + 1, random, () => (lineNumber += 1)));
}

interface Destination {
  readonly customerId: string;
  readonly address: DemoAddress;
  readonly zone: DemoZone;
}

interface OrderDraft extends Destination {
  readonly slot: DemoSlot;
  readonly placedAt: Date;
  readonly choices: readonly Choice[];
}

interface Choice {
  readonly product: DemoProduct;
  readonly variant: DemoVariant;
  readonly quantity: number;
}

function destinationsOfCustomers(): Destination[] {
  return demoCustomers.flatMap((customer) =>
    customer.addresses.flatMap((address) => {
      const zone = demoZoneOf(address.point);
      return zone ? [{ customerId: customer.id, address, zone }] : [];
    }),
  );
}

function draftOrder(
  date: string,
  { random, destinations, shelf }: { random: Random; destinations: Destination[]; shelf: DemoProduct[] },
): OrderDraft {
  const destination = random.pick(destinations);
  const slot = random.pick(demoSlots(destination.zone, date));
  const placedAt = before(slot.cutOffAt, random.integer(45, 20 * 60));
  return { ...destination, slot, placedAt, choices: chooseLines(random, shelf) };
}

/** Some products are bought far more often than others, so that there are top products. */
function chooseLines(random: Random, shelf: readonly DemoProduct[]): Choice[] {
  const choices = new Map<string, Choice>();
  const lines = random.integer(1, 5);
  for (let line = 0; line < lines; line += 1) {
    const product = shelf[Math.floor(random.next() ** 3 * shelf.length)]!;
    const variant = random.pick(product.variants);
    const quantity = random.pickWeighted([
      { value: 1, weight: 6 },
      { value: 2, weight: 3 },
      { value: 3, weight: 1 },
    ]);
    choices.set(variant.id, { product, variant, quantity });
  }
  return [...choices.values()];
}

function order(draft: OrderDraft, number: number, random: Random, nextLine: () => number): DemoOrder {
  const { placedAt, slot, zone } = draft;
  const lines = draft.choices.map((choice) => orderLine(choice, nextLine()));
  const totalYen = lines.reduce((sum, line) => sum + line.unitPriceYen * line.quantity, zone.feeYen);
  const paymentMethod = totalYen <= KONBINI_MAX_YEN && random.chance(0.25) ? 'KONBINI' : 'CARD';
  const placed: PlacedDemoOrder = {
    orderId: demoId('ord', number, placedAt),
    orderNumber: `DP-${jstDate(placedAt).replaceAll('-', '').slice(2, 6)}-${String(number).padStart(6, '0')}`,
    customerId: draft.customerId,
    placedAt,
    lines,
    locationId: locationFor(zone, random),
    slot,
    address: snapshot(draft.address),
    paymentId: demoId('pay', number, placedAt),
    paymentMethod,
    deliveryFeeYen: zone.feeYen,
    totalYen,
    pointsUsed: 0,
    shipmentId: demoId('shp', number, placedAt),
  };
  const decidedAt = decisionAfter(placedAt, { random, paymentMethod, cutOffAt: slot.cutOffAt });
  if (random.chance(0.05)) {
    const never = { confirmedAt: null, shippedAt: null, deliveredAt: null };
    return { ...placed, status: 'CANCELLED', ...never, cancelledAt: decidedAt };
  }
  return {
    ...placed,
    status: 'DELIVERED',
    confirmedAt: decidedAt,
    shippedAt: before(slot.startsAt, random.integer(30, 45)),
    deliveredAt: new Date(slot.startsAt.getTime() + random.integer(5, 115) * MINUTE_MS),
    cancelledAt: null,
  };
}

function orderLine({ product, variant, quantity }: Choice, number: number): DemoOrderLine {
  const label = demoVariantLabel(variant);
  const labelled = (name: string, of: string) => (of === '' ? name : `${name} ${of}`);
  return {
    lineId: demoId('orl', number),
    variantId: variant.id,
    productId: product.id,
    sku: variant.sku,
    nameJa: labelled(product.nameJa, label.ja),
    nameEn: labelled(product.nameEn, label.en),
    quantity,
    unitPriceYen: variant.priceYen,
    taxRatePercent: product.taxRatePercent,
  };
}

/** Cards answer within seconds, customers pay at the register within the first half of the time they have. */
function decisionAfter(
  placedAt: Date,
  { random, paymentMethod, cutOffAt }: { random: Random; paymentMethod: string; cutOffAt: Date },
): Date {
  const leftMs = cutOffAt.getTime() - placedAt.getTime();
  const share = paymentMethod === 'KONBINI' ? 0.1 + random.next() * 0.4 : 0;
  return new Date(placedAt.getTime() + Math.floor(share * leftMs) + random.integer(2_000, 9_000));
}

/** What a store does not deliver to comes from the warehouse, which delivers everywhere. */
function locationFor(zone: DemoZone, random: Random): string {
  const [flagship, store, warehouse] = demoLocations;
  const picked = random.pickWeighted([
    { value: warehouse!.id, weight: 6 },
    { value: flagship!.id, weight: 3 },
    { value: store!.id, weight: 1 },
  ]);
  return demoLocationsOf(zone).includes(picked) ? picked : warehouse!.id;
}

function snapshot({ id, ownerId: _, point, ...address }: DemoAddress): DemoOrderAddress {
  return { addressId: id, ...address, ...point };
}

function before(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() - minutes * MINUTE_MS);
}
