import type { Clock } from '@depachika/clock/clock.ts';
import type { Database, Transaction } from '@depachika/database/database.ts';
import { type InvalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { type RpcClient, RpcError } from '@depachika/rpc/rpc.ts';
import { trackingChannel } from '@depachika/schema/channels.ts';
import type { RpcCode } from '@depachika/schema/error-codes.ts';
import type { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import type { PaymentService } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { giveUpPlace } from '../holds/hold-store.ts';
import { checkProgress, type ProgressInput } from './progress-input.ts';
import type { Shipment, Step } from './shipment.ts';
import { shipmentStatusChanged } from './shipment-events.ts';
import { shipmentsById } from './shipment-reader.ts';
import { decideProgress, isGivenUp, type ProgressDecision } from './shipment-rules.ts';
import { lockShipment, saveStep } from './shipment-store.ts';
import { type SlotLeads, type TooEarly, tooEarly } from './slot-time-rules.ts';

export interface ProgressDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly pubSub: PubSub;
  readonly crashPoints: CrashPoints;
  readonly orders: Pick<RpcClient<typeof OrderService>, 'shipOrder'>;
  readonly payments: Pick<RpcClient<typeof PaymentService>, 'capturePayment'>;
  readonly config: { readonly slotLeads: SlotLeads };
}

export type ProgressResult =
  | { readonly kind: 'done'; readonly shipment: Shipment }
  | InvalidInput
  | NotFound
  | DepartureRefusal
  | TooEarly
  | Exclude<ProgressDecision, { readonly kind: 'allowed' }>;

/** Why a parcel may not leave. */
export type DepartureRefusal =
  | { readonly kind: 'orderNotShippable'; readonly orderStatus: string }
  | { readonly kind: 'paymentNotCertain'; readonly code: string };

/**
 * Books what happened to a parcel. Before it leaves, its money must be certain and orders must agree: both are asked
 * outside the transaction, may be asked again for the same parcel, and the version is checked once more under the row's
 * lock.
 */
export async function recordProgress(
  deps: ProgressDependencies,
  input: ProgressInput,
  actor: Actor,
): Promise<ProgressResult> {
  const { shipmentId } = input;
  const checked = checkProgress(input);
  if (checked.kind === 'invalidInput') return checked;
  const seen = (await shipmentsById(deps.database, [shipmentId])).get(shipmentId);
  const refusal = refusalOf(deps, seen, input);
  if (refusal) return refusal;
  if (input.status === 'PICKED_UP') {
    const refused = await refusedDeparture(deps, seen!);
    if (refused) return refused;
  }
  const booked = await deps.database.transaction({ name: 'delivery.progress' }, (tx) =>
    book(deps, tx, { input, step: checked.step, actor }),
  );
  deps.crashPoints.reach('delivery.progress.committed');
  return booked;
}

/** The money first: an order that has shipped can no longer be paid another way. */
async function refusedDeparture(
  { payments, orders, crashPoints }: ProgressDependencies,
  { orderId, id: shipmentId }: Shipment,
): Promise<DepartureRefusal | undefined> {
  const code = await uncertaintyOf(payments, orderId);
  if (code !== undefined) return { kind: 'paymentNotCertain', code };
  crashPoints.reach('delivery.progress.paymentCaptured');
  const { result } = await orders.shipOrder({ orderId, shipmentId });
  if (result.case === 'notShippable') return { kind: 'orderNotShippable', orderStatus: result.value.status };
  if (result.case !== 'shipped') throw new Error(`orders.ShipOrder of ${shipmentId} answered nothing`);
  crashPoints.reach('delivery.progress.orderShipped');
  return undefined;
}

/** Why the money is not certain. A call that is not answered may have captured: the next one tells. */
async function uncertaintyOf(
  payments: ProgressDependencies['payments'],
  orderId: string,
): Promise<string | undefined> {
  try {
    const { result } = await payments.capturePayment({ orderId }, { timeoutMs: CAPTURE_TIMEOUT_MS });
    if (result.case === 'certain') return undefined;
    if (result.case === 'notCertain') return result.value.code;
  } catch (error) {
    if (error instanceof RpcError && UNANSWERED.includes(error.code)) return 'CAPTURE_UNKNOWN';
    throw error;
  }
  throw new Error(`payments.CapturePayment of ${orderId} answered nothing`);
}

/** A provider takes seconds; whoever asks waits no longer than for a page. */
const CAPTURE_TIMEOUT_MS = 5_000;
const UNANSWERED: readonly RpcCode[] = ['UNAVAILABLE', 'DEADLINE_EXCEEDED'];

async function book(
  deps: ProgressDependencies,
  tx: Transaction,
  { input, step, actor }: { readonly input: ProgressInput; readonly step: Step; readonly actor: Actor },
): Promise<ProgressResult> {
  const { clock, outbox, pubSub } = deps;
  const now = clock.now();
  const locked = await lockShipment(tx, input.shipmentId);
  const refusal = refusalOf(deps, locked, input);
  if (refusal) return refusal;
  const before = locked!;
  const shipment = await saveStep(tx, before, step, { actor, now });
  if (isGivenUp(shipment.status)) await giveUpPlace(tx, shipment.orderId);
  // A new position is no news for other domains.
  if (before.status !== shipment.status) {
    await outbox.append(tx, [shipmentStatusChanged(shipment, before.status, now)]);
  }
  tx.afterCommit(() => pubSub.publish(trackingChannel(shipment.orderId)));
  return { kind: 'done', shipment };
}

function refusalOf(
  { clock, config }: ProgressDependencies,
  shipment: Shipment | undefined,
  { shipmentId, status: to, expectedVersion, agreedEarlier }: ProgressInput,
): ProgressResult | undefined {
  if (!shipment) return notFound(shipmentId);
  const decision = decideProgress(shipment, { to, expectedVersion });
  if (decision.kind !== 'allowed') return decision;
  if (agreedEarlier) return undefined;
  const { status: from, slotStartsAt: startsAt } = shipment;
  return tooEarly({ from, to }, { startsAt, leads: config.slotLeads, now: clock.now() });
}
