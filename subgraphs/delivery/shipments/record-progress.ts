import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import type { Point } from '../zones/zone-store.ts';
import { trackingChannel } from './follow-shipments.ts';
import { shipmentStatusChanged } from './shipment-events.ts';
import { decideProgress, type ProgressDecision, type ShipmentStatus } from './shipment-rules.ts';
import { lockShipment, type Shipment, type Step, saveStep, shipmentsById } from './shipment-store.ts';

export interface ProgressDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly pubSub: PubSub;
  readonly crashPoints: CrashPoints;
  readonly orders: Pick<RpcClient<typeof OrderService>, 'shipOrder'>;
}

export interface ProgressInput {
  readonly shipmentId: string;
  readonly expectedVersion: number;
  readonly status: ShipmentStatus;
  readonly note: string;
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
}

export type ProgressResult =
  | { readonly kind: 'done'; readonly shipment: Shipment }
  | InvalidInput
  | { readonly kind: 'notFound'; readonly id: string }
  | { readonly kind: 'notShippable'; readonly orderStatus: string }
  | Exclude<ProgressDecision, { readonly kind: 'allowed' }>;

export interface InvalidInput {
  readonly kind: 'invalidInput';
  readonly field: string;
  readonly allowed: string;
}

/**
 * Books what happened to a parcel. Before it leaves, orders must agree: they are asked outside the transaction, may be
 * asked again for the same parcel, and the version is checked once more under the row's lock.
 */
export async function recordProgress(
  deps: ProgressDependencies,
  input: ProgressInput,
): Promise<ProgressResult> {
  const { shipmentId } = input;
  const checked = checkedStep(input);
  if (checked.kind === 'invalidInput') return checked;
  const seen = (await shipmentsById(deps.database, [shipmentId])).get(shipmentId);
  const refusal = refusalOf(seen, input);
  if (refusal) return refusal;
  if (input.status === 'PICKED_UP') {
    const { result } = await deps.orders.shipOrder({ orderId: seen!.orderId, shipmentId });
    if (result.case === 'notShippable') return { kind: 'notShippable', orderStatus: result.value.status };
    if (result.case !== 'shipped') throw new Error(`orders.ShipOrder of ${shipmentId} answered nothing`);
    deps.crashPoints.reach('delivery.progress.orderShipped');
  }
  const booked = await deps.database.transaction({ name: 'delivery.progress' }, (tx) =>
    book(deps, tx, { input, step: checked.step }),
  );
  deps.crashPoints.reach('delivery.progress.committed');
  return booked;
}

async function book(
  { clock, outbox, pubSub }: ProgressDependencies,
  tx: Transaction,
  { input, step }: { readonly input: ProgressInput; readonly step: Step },
): Promise<ProgressResult> {
  const now = clock.now();
  const locked = await lockShipment(tx, input.shipmentId);
  const refusal = refusalOf(locked, input);
  if (refusal) return refusal;
  const before = locked!;
  const shipment = await saveStep(tx, before, step, now);
  // A new position is no news for other domains.
  if (before.status !== shipment.status) {
    await outbox.append(tx, [shipmentStatusChanged(shipment, before.status, now)]);
  }
  tx.afterCommit(() => pubSub.publish(trackingChannel(shipment.orderId)));
  return { kind: 'done', shipment };
}

function refusalOf(shipment: Shipment | undefined, input: ProgressInput): ProgressResult | undefined {
  if (!shipment) return { kind: 'notFound', id: input.shipmentId };
  const decision = decideProgress(shipment, { to: input.status, expectedVersion: input.expectedVersion });
  return decision.kind === 'allowed' ? undefined : decision;
}

const MAX_NOTE = 200;

function checkedStep({
  status,
  note,
  latitude,
  longitude,
}: ProgressInput): { readonly kind: 'step'; readonly step: Step } | InvalidInput {
  const text = note.normalize('NFKC').trim();
  if ([...text].length > MAX_NOTE || text.includes('\0')) {
    return {
      kind: 'invalidInput',
      field: 'note',
      allowed: `at most ${MAX_NOTE} characters, none of them NUL`,
    };
  }
  if (latitude === undefined && longitude === undefined)
    return { kind: 'step', step: { to: status, note: text } };
  if (latitude === undefined || longitude === undefined) {
    const field = latitude === undefined ? 'latitude' : 'longitude';
    return { kind: 'invalidInput', field, allowed: 'given together with the other one' };
  }
  const wrong = wrongCoordinate({ latitude, longitude });
  if (wrong) return { kind: 'invalidInput', ...wrong };
  return { kind: 'step', step: { to: status, note: text, point: { latitude, longitude } } };
}

/** What is not a place on Earth about a point, if anything. */
export function wrongCoordinate({
  latitude,
  longitude,
}: Point): { readonly field: string; readonly allowed: string } | undefined {
  if (!(Math.abs(latitude) <= 90)) return { field: 'latitude', allowed: 'from -90 to 90' };
  if (!(Math.abs(longitude) <= 180)) return { field: 'longitude', allowed: 'from -180 to 180' };
  return undefined;
}
