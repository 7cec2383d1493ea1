import type { Transaction } from '@depachika/database/database.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { newId } from '@depachika/ids/ids.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { openedRefund, type Refund } from '../refund/refund.ts';
import { insertRefunds } from '../refund/refund-store.ts';
import type { Payment, PaymentMethodKind } from './payment.ts';
import {
  applyDecision,
  decidePayment,
  type PaymentDecision,
  type PaymentTrigger,
} from './payment-decisions.ts';
import { paymentEvents } from './payment-events.ts';
import { PAYMENT_COLUMNS, type PaymentRow, paymentOf } from './payment-rows.ts';
import { addTasks, dropTasks, type NewTask, type TaskKey } from './task-store.ts';

export interface PaymentStore {
  /**
   * Applies triggers to the payments of orders, in the order given, and stores what follows: status, tasks, refunds and
   * events. Orders without such a payment are skipped. Returns the payments as they are now, once per trigger applied.
   */
  apply(tx: Transaction, triggers: readonly OrderTrigger[], now: Date): Promise<Payment[]>;
}

export interface OrderTrigger {
  readonly orderId: string;
  /** The attempt that it is about; default: the order's last one. */
  readonly paymentId?: string | undefined;
  readonly trigger: PaymentTrigger;
  /** Of the request that it goes back to; default: the current one. */
  readonly requestId?: string | undefined;
}

/** Runs after a commit that left work for the provider. */
export type WakeWorker = () => void;

/** Pays what an order earns, once it was delivered and its money is there. */
export type PayAward = (tx: Transaction, orderId: string, now: Date) => Promise<void>;

export function createPaymentStore(stores: {
  readonly outbox: Outbox;
  readonly wakeWorker: WakeWorker;
  readonly payAward: PayAward;
}): PaymentStore {
  const { outbox, wakeWorker, payAward } = stores;

  return { apply };

  async function apply(tx: Transaction, triggers: readonly OrderTrigger[], now: Date): Promise<Payment[]> {
    const payments = await lockAttempts(
      tx,
      triggers.map(({ orderId }) => orderId),
    );
    const changes: Change[] = [];
    const results: Payment[] = [];
    for (const { orderId, paymentId, trigger, requestId } of triggers) {
      for (const before of concerned(payments, { orderId, paymentId, trigger })) {
        const decision = decidePayment(before, trigger);
        const after = applyDecision(before, decision, now);
        if (after !== before) {
          changes.push({ before, after, decision, requestId });
          payments[payments.indexOf(before)] = after;
        }
        results.push(after);
      }
    }
    if (changes.length > 0) await write(tx, changes, now);
    return results;
  }

  async function write(tx: Transaction, changes: readonly Change[], now: Date): Promise<void> {
    await updatePayments(tx, changes);
    await insertRefunds(tx, openedBy(changes, now));
    await dropTasks(tx, droppedBy(changes), now);
    await addTasks(tx, addedBy(changes), now);
    const events = changes.flatMap(({ after, decision, requestId }) =>
      paymentEvents(after, decision, now).map((event) => ({ ...event, requestId })),
    );
    if (events.length > 0) await outbox.append(tx, events);
    for (const { after, decision } of changes) if (decision.award) await payAward(tx, after.orderId, now);
    if (changes.some(({ decision }) => decision.tasks.length > 0)) tx.afterCommit(wakeWorker);
  }
}

interface Change {
  readonly before: Payment;
  readonly after: Payment;
  readonly decision: PaymentDecision;
  readonly requestId: string | undefined;
}

/** The attempt that a trigger is about. The end of an order is the end of all. */
function concerned(
  payments: readonly Payment[],
  { orderId, paymentId, trigger }: Omit<OrderTrigger, 'requestId'>,
): Payment[] {
  const attempts = payments.filter((payment) => payment.orderId === orderId);
  if (trigger.kind === 'orderEnded') return attempts;
  return paymentId ? attempts.filter(({ id }) => id === paymentId) : attempts.slice(-1);
}

function openedBy(changes: readonly Change[], now: Date): Refund[] {
  return changes.flatMap(({ after, decision: { openRefund: reason } }) =>
    reason === undefined ? [] : [openedRefund(after, reason, now)],
  );
}

function droppedBy(changes: readonly Change[]): TaskKey[] {
  return changes.flatMap(({ after, decision }) =>
    decision.drop.map((kind) => ({ paymentId: after.id, kind })),
  );
}

function addedBy(changes: readonly Change[]): NewTask[] {
  return changes.flatMap(({ after, decision, requestId = currentRequestId() }) =>
    decision.tasks.map((kind) => ({ paymentId: after.id, kind, requestId })),
  );
}

/** Locks every attempt of these orders, in the order of their ids until the transaction ends. @returns earliest first */
export async function lockAttempts(tx: Transaction, orderIds: readonly string[]): Promise<Payment[]> {
  const rows = await tx.query<PaymentRow>(
    `SELECT ${PAYMENT_COLUMNS} FROM payments.payments WHERE order_id = ANY($1::text[]) ORDER BY id FOR UPDATE`,
    [orderIds],
  );
  return rows.map(paymentOf).sort((one, other) => one.attempt - other.attempt);
}

async function updatePayments(tx: Transaction, changes: readonly Change[]): Promise<void> {
  const last = new Map(changes.map(({ after }) => [after.id, after]));
  await tx.query(
    `UPDATE payments.payments AS p
     SET status = c.status, failure_code = c.failure_code, provider_reference = c.provider_reference,
         order_end = c.order_end, action_url = c.action_url, action_until = c.action_until,
         certain_at = c.certain_at, shipped_at = c.shipped_at, delivered_at = c.delivered_at, version = c.version, updated_at = c.updated_at
     FROM jsonb_to_recordset($1::jsonb) AS c(id text, status text, failure_code text, provider_reference text,
       order_end text, action_url text, action_until timestamptz, certain_at timestamptz, shipped_at timestamptz,
       delivered_at timestamptz, version int, updated_at timestamptz)
     WHERE p.id = c.id`,
    [
      JSON.stringify(
        [...last.values()].map((payment) => ({
          id: payment.id,
          status: payment.status,
          failure_code: payment.failureCode,
          provider_reference: payment.providerReference,
          order_end: payment.orderEnd,
          action_url: payment.actionUrl,
          action_until: payment.actionUntil,
          certain_at: payment.certainAt,
          shipped_at: payment.shippedAt,
          delivered_at: payment.deliveredAt,
          version: payment.version,
          updated_at: payment.updatedAt,
        })),
      ),
    ],
  );
}

export interface NewPayment {
  readonly orderId: string;
  readonly attempt: number;
  readonly customerId: string;
  readonly method: PaymentMethodKind;
  readonly amountYen: number;
  readonly points: number;
  readonly cardToken: string | null;
  readonly cardLabel: string | null;
  readonly cardFingerprint: string | null;
  readonly cardNetwork: string | null;
  readonly konbiniChain: string | null;
  readonly deadlineAt: Date | null;
}

/**
 * Stores the intent, once per attempt: again returns the first one's id. Until it is begun it may be prepared anew, with
 * another choice.
 */
export async function insertPayment(tx: Transaction, payment: NewPayment, now: Date): Promise<string> {
  const [stored] = await tx.query<{ id: string }>(
    `INSERT INTO payments.payments AS p (id, order_id, attempt, customer_id, method, status, amount_yen, points,
       ${CHOICE.join(', ')}, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, 'PREPARED', $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
     ON CONFLICT (order_id, attempt) DO UPDATE SET method = excluded.method, amount_yen = excluded.amount_yen,
       points = excluded.points, ${CHOICE.map((column) => `${column} = excluded.${column}`).join(', ')}
     WHERE p.status = 'PREPARED' RETURNING id`,
    [
      newId('pay'),
      payment.orderId,
      payment.attempt,
      payment.customerId,
      payment.method,
      payment.amountYen,
      payment.points,
      payment.cardToken,
      payment.cardLabel,
      payment.cardFingerprint,
      payment.cardNetwork,
      payment.konbiniChain,
      payment.deadlineAt,
      now,
    ],
  );
  return stored?.id ?? (await idOfAttempt(tx, payment));
}

/** What a customer chose to pay with, beside the method. */
const CHOICE = [
  'card_token',
  'card_label',
  'card_fingerprint',
  'card_network',
  'konbini_chain',
  'deadline_at',
];

async function idOfAttempt(
  tx: Transaction,
  { orderId, attempt }: Pick<NewPayment, 'orderId' | 'attempt'>,
): Promise<string> {
  const [begun] = await tx.query<{ id: string }>(
    'SELECT id FROM payments.payments WHERE order_id = $1 AND attempt = $2',
    [orderId, attempt],
  );
  return begun!.id;
}

/** Gives up a payment that was never used. @returns false when there is none */
export async function voidPrepared(tx: Transaction, orderId: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE payments.payments SET status = 'VOIDED', version = version + 1, updated_at = $2
     WHERE order_id = $1 AND status = 'PREPARED' RETURNING id`,
    [orderId, now],
  );
  return rows.length === 1;
}

/** Locks the payments that exist, in the order of their ids, until the transaction ends. */
export async function lockPayments(tx: Transaction, ids: readonly string[]): Promise<Payment[]> {
  const rows = await tx.query<PaymentRow>(
    `SELECT ${PAYMENT_COLUMNS} FROM payments.payments WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE`,
    [ids],
  );
  return rows.map(paymentOf);
}
