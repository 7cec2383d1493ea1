import { type DriveStep, type Parcel, stepsToDoor } from './route.ts';
import type { ShopApi } from './shop-api.ts';

export interface DriveOptions {
  readonly shop: ShopApi;
  /** Only this order's parcels. */
  readonly orderId: string | undefined;
  /** Ends when nothing is left to drive; always so for one order. */
  readonly once: boolean;
  /** Between two steps of a parcel, and between two looks for new ones. */
  readonly pause: (what: 'step' | 'look') => Promise<void>;
  readonly print: (line: string) => void;
  /** No step begins after this; `pause` must end too. */
  readonly signal: AbortSignal;
}

/** Parcels on the road at the same time. */
const DRIVERS = 5;

/** Brings parcels to their doors until there are none, or until told to stop. @returns how many arrived */
export async function drive(options: DriveOptions): Promise<number> {
  const { orderId, once, pause, print, signal } = options;
  const given = new Set<string>();
  let arrived = 0;
  let isWaiting = false;
  while (!signal.aborted) {
    const parcels = (await waitingParcels(options)).filter(({ id }) => !given.has(id)).slice(0, DRIVERS);
    const outcomes = await Promise.all(parcels.map((parcel) => driveOne(options, parcel)));
    arrived += outcomes.filter(Boolean).length;
    // One that the shop refuses would be tried for ever.
    parcels.forEach(({ id }, index) => {
      if (!outcomes[index]) given.add(id);
    });
    if (parcels.length > 0) continue;
    if (once || orderId !== undefined) break;
    if (!isWaiting) print('Waiting for parcels. Ctrl-C stops.');
    isWaiting = true;
    await pause('look');
  }
  return arrived;
}

interface FoundParcel extends Parcel {
  readonly id: string;
  readonly trackingNumber: string;
  readonly version: number;
}

const PARCEL =
  'id trackingNumber status version destination { latitude longitude } lastSeen { latitude longitude }';
const WAITING = `query DriverWaiting { ${(['CREATED', 'PICKED_UP', 'OUT_FOR_DELIVERY'] as const)
  .map((status) => `${status}: shipments(first: 20, status: ${status}) { nodes { ${PARCEL} } }`)
  .join(' ')} }`;
const OF_ORDER = `query DriverOrder($id: ID!) { order(id: $id) { shipments { ${PARCEL} } } }`;

/** Those on the road first. */
async function waitingParcels({ shop, orderId }: DriveOptions): Promise<FoundParcel[]> {
  if (orderId === undefined) {
    const found = await shop.ask<Record<string, { nodes: FoundParcel[] }>>(WAITING);
    return ['OUT_FOR_DELIVERY', 'PICKED_UP', 'CREATED'].flatMap((status) => found[status]!.nodes);
  }
  const { order } = await shop.ask<{ order: { shipments: FoundParcel[] } | null }>(OF_ORDER, { id: orderId });
  if (!order) throw new Error(`There is no order ${orderId}`);
  return order.shipments.filter((parcel) => stepsToDoor(parcel).length > 0);
}

/** @returns true when it arrived */
async function driveOne(options: DriveOptions, parcel: FoundParcel): Promise<boolean> {
  const { print, pause, signal } = options;
  let { version } = parcel;
  for (const step of stepsToDoor(parcel)) {
    const booked = await book(options, parcel, { step, version });
    if ('problem' in booked) {
      print(`${parcel.trackingNumber}  stays behind: ${booked.problem}`);
      return false;
    }
    version = booked.version;
    print(`${parcel.trackingNumber}  ${step.status.padEnd(16)}  ${step.latitude}, ${step.longitude}`);
    if (step.status !== 'DELIVERED') await pause('step');
    if (signal.aborted) return step.status === 'DELIVERED';
  }
  return true;
}

const BOOK = `mutation DriverProgress($input: RecordShipmentProgressInput!) { recordShipmentProgress(input: $input) {
  __typename ... on RecordShipmentProgressSuccess { shipment { version } } ... on Problem { message } } }`;

interface BookAnswer {
  readonly recordShipmentProgress: {
    readonly shipment?: { readonly version: number };
    readonly message?: string;
  };
}

async function book(
  { shop }: DriveOptions,
  { id }: FoundParcel,
  { step, version }: { readonly step: DriveStep; readonly version: number },
): Promise<{ readonly version: number } | { readonly problem: string }> {
  // People who try the shop do not wait for the slot.
  const input = { shipmentId: id, expectedVersion: version, agreedEarlier: true, ...step };
  const { recordShipmentProgress: answer } = await shop.ask<BookAnswer>(BOOK, { input });
  return answer.shipment ?? { problem: answer.message ?? 'no reason given' };
}
