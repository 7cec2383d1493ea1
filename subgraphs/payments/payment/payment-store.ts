import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import { newId } from '@depachika/ids/ids.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { openedRefund } from '../refund/refund.ts';
import {
  decidePayment,
  type OrderEnd,
  PAYMENT_TRANSITIONS,
  type Payment,
  type PaymentDecision,
  type PaymentMethodKind,
  type PaymentStatus,
  type PaymentTrigger,
} from './payment.ts';
import { paymentEvents } from './payment-events.ts';

export interface PaymentStore {
  /**
   * Applies triggers to the payments of orders, in the order given, and stores what follows: status, tasks, refunds and
   * events. Orders without a payment are skipped. Returns the payments as they are now, one per trigger applied.
   */
  apply(tx: Transaction, triggers: readonly OrderTrigger[], now: Date): Promise<Payment[]>;
}

export interface OrderTrigger {
  readonly orderId: string;
  readonly trigger: PaymentTrigger;
  /** Of the request that it goes back to; default: the current one. */
  readonly requestId?: string | undefined;
}

/** Runs after a commit that left work for the provider. */
export type WakeWorker = () => void;

export function paymentStore(outbox: Outbox, wakeWorker: WakeWorker): PaymentStore {
  return { apply };

  async function apply(tx: Transaction, triggers: readonly OrderTrigger[], now: Date): Promise<Payment[]> {
    const payments = await lockByOrders(
      tx,
      triggers.map(({ orderId }) => orderId),
    );
    const changes: Change[] = [];
    const results: Payment[] = [];
    for (const { orderId, trigger, requestId } of triggers) {
      const before = payments.get(orderId);
      if (!before) continue;
      const decision = decidePayment(before, trigger);
      const after = applied(before, decision, now);
      if (after !== before) {
        changes.push({ before, after, decision, requestId });
        payments.set(orderId, after);
      }
      results.push(after);
    }
    if (changes.length > 0) await write(tx, changes, now);
    return results;
  }

  async function write(tx: Transaction, changes: readonly Change[], now: Date): Promise<void> {
    await updatePayments(tx, changes);
    await openRefunds(tx, changes, now);
    await writeTasks(tx, changes, now);
    const events = changes.flatMap(({ after, decision, requestId }) =>
      paymentEvents(after, decision, now).map((event) => ({ ...event, requestId })),
    );
    if (events.length > 0) await outbox.append(tx, events);
    if (changes.some(({ decision }) => decision.tasks.length > 0)) tx.afterCommit(wakeWorker);
  }
}

interface Change {
  readonly before: Payment;
  readonly after: Payment;
  readonly decision: PaymentDecision;
  readonly requestId: string | undefined;
}

/** The decision's changes to the payment itself; the same object when it decides nothing. */
function applied(payment: Payment, decision: PaymentDecision, now: Date): Payment {
  const endsAnew = decision.orderEnd !== undefined && decision.orderEnd !== payment.orderEnd;
  if (!decision.status && !endsAnew && decision.tasks.length === 0) return payment;
  if (decision.status && !PAYMENT_TRANSITIONS[payment.status].includes(decision.status))
    throw new Error(`Payment ${payment.id} cannot go from ${payment.status} to ${decision.status}`);
  return {
    ...payment,
    status: decision.status ?? payment.status,
    failureCode: decision.failureCode ?? payment.failureCode,
    providerReference: decision.providerReference ?? payment.providerReference,
    orderEnd: decision.orderEnd ?? payment.orderEnd,
    version: payment.version + 1,
    updatedAt: now,
  };
}

async function lockByOrders(tx: Transaction, orderIds: readonly string[]): Promise<Map<string, Payment>> {
  const rows = await tx.query<PaymentRow>(
    `SELECT ${PAYMENT_COLUMNS} FROM payments.payments WHERE order_id = ANY($1::text[]) ORDER BY id FOR UPDATE`,
    [orderIds],
  );
  return new Map(rows.map((row) => [row.order_id, paymentOf(row)]));
}

async function updatePayments(tx: Transaction, changes: readonly Change[]): Promise<void> {
  const last = new Map(changes.map(({ after }) => [after.id, after]));
  await tx.query(
    `UPDATE payments.payments AS p
     SET status = c.status, failure_code = c.failure_code, provider_reference = c.provider_reference,
         order_end = c.order_end, version = c.version, updated_at = c.updated_at
     FROM jsonb_to_recordset($1::jsonb) AS c(id text, status text, failure_code text, provider_reference text,
       order_end text, version int, updated_at timestamptz)
     WHERE p.id = c.id`,
    [
      JSON.stringify(
        [...last.values()].map((payment) => ({
          id: payment.id,
          status: payment.status,
          failure_code: payment.failureCode,
          provider_reference: payment.providerReference,
          order_end: payment.orderEnd,
          version: payment.version,
          updated_at: payment.updatedAt,
        })),
      ),
    ],
  );
}

async function openRefunds(tx: Transaction, changes: readonly Change[], now: Date): Promise<void> {
  const opened = changes.filter(({ decision }) => decision.openRefund !== undefined);
  if (opened.length === 0) return;
  await tx.query(
    `INSERT INTO payments.refunds (id, payment_id, amount_yen, status, reason, bank_account_needed_by, created_at)
     SELECT r.id, r.payment_id, r.amount_yen, r.status, r.reason, r.needed_by, $2
     FROM jsonb_to_recordset($1::jsonb)
       AS r(id text, payment_id text, amount_yen int, status text, reason text, needed_by timestamptz)
     ON CONFLICT (payment_id) DO NOTHING`,
    [
      JSON.stringify(
        opened.map(({ after, decision }) => {
          const { id, paymentId, amountYen, status, bankAccountNeededBy } = openedRefund(after, now);
          return {
            id,
            payment_id: paymentId,
            amount_yen: amountYen,
            status,
            reason: decision.openRefund,
            needed_by: bankAccountNeededBy,
          };
        }),
      ),
      now,
    ],
  );
}

async function writeTasks(tx: Transaction, changes: readonly Change[], now: Date): Promise<void> {
  const dropped = changes.flatMap(({ after, decision }) =>
    decision.drop.map((kind) => [after.id, kind] as const),
  );
  if (dropped.length > 0) {
    await tx.query(
      `UPDATE payments.tasks AS t SET status = 'DROPPED', finished_at = $3
       FROM unnest($1::text[], $2::text[]) AS d(payment_id, kind)
       WHERE t.payment_id = d.payment_id AND t.kind = d.kind AND t.status = 'READY'`,
      [dropped.map(([id]) => id), dropped.map(([, kind]) => kind), now],
    );
  }
  const added = changes.flatMap(({ after, decision, requestId = currentRequestId() }) =>
    decision.tasks.map((kind) => ({ paymentId: after.id, kind, requestId: requestId ?? null })),
  );
  if (added.length === 0) return;
  await tx.query(
    `INSERT INTO payments.tasks (payment_id, kind, request_id, status, due_at, created_at)
     SELECT a.payment_id, a.kind, a.request_id, 'READY', $4, $4
     FROM unnest($1::text[], $2::text[], $3::text[]) AS a(payment_id, kind, request_id)
     ON CONFLICT (payment_id, kind) DO NOTHING`,
    [
      added.map(({ paymentId }) => paymentId),
      added.map(({ kind }) => kind),
      added.map(({ requestId }) => requestId),
      now,
    ],
  );
}

export interface NewPayment {
  readonly orderId: string;
  readonly customerId: string;
  readonly method: PaymentMethodKind;
  readonly amountYen: number;
  readonly points: number;
  readonly cardToken: string | null;
  readonly cardLabel: string | null;
  readonly konbiniChain: string | null;
  readonly deadlineAt: Date | null;
}

/** Stores the intent, once per order: again returns the first one's id. */
export async function insertPayment(tx: Transaction, payment: NewPayment, now: Date): Promise<string> {
  const rows = await tx.query<{ id: string }>(
    `INSERT INTO payments.payments (id, order_id, customer_id, method, status, amount_yen, points, card_token,
       card_label, konbini_chain, deadline_at, created_at, updated_at)
     VALUES ($1, $2, $3, $4, 'PREPARED', $5, $6, $7, $8, $9, $10, $11, $11)
     ON CONFLICT (order_id) DO UPDATE SET order_id = excluded.order_id
     RETURNING id`,
    [
      newId('pay'),
      payment.orderId,
      payment.customerId,
      payment.method,
      payment.amountYen,
      payment.points,
      payment.cardToken,
      payment.cardLabel,
      payment.konbiniChain,
      payment.deadlineAt,
      now,
    ],
  );
  return rows[0]!.id;
}

/** Enters the order's gate: nobody else prepares or abandons it meanwhile. @returns true when it is closed */
export async function enterGate(tx: Transaction, orderId: string, close: boolean): Promise<boolean> {
  const rows = await tx.query<{ closed: boolean }>(
    `INSERT INTO payments.order_gates (order_id, closed) VALUES ($1, $2)
     ON CONFLICT (order_id) DO UPDATE SET closed = payments.order_gates.closed OR excluded.closed
     RETURNING closed`,
    [orderId, close],
  );
  return rows[0]!.closed;
}

/** @returns payments with these ids, in no order */
export async function paymentsById(sql: Sql, ids: readonly string[]): Promise<Payment[]> {
  const rows = await sql.query<PaymentRow>(
    `SELECT ${PAYMENT_COLUMNS} FROM payments.payments WHERE id = ANY($1::text[])`,
    [ids],
  );
  return rows.map(paymentOf);
}

export const PAYMENT_COLUMNS = `id, order_id, customer_id, method, status, amount_yen, points, card_token, card_label,
  konbini_chain, deadline_at, provider_reference, failure_code, order_end, version, created_at, updated_at`;

export type PaymentRow = {
  id: string;
  order_id: string;
  customer_id: string;
  method: PaymentMethodKind;
  status: PaymentStatus;
  amount_yen: number;
  points: number;
  card_token: string | null;
  card_label: string | null;
  konbini_chain: string | null;
  deadline_at: Date | null;
  provider_reference: string | null;
  failure_code: string | null;
  order_end: OrderEnd | null;
  version: number;
  created_at: Date;
  updated_at: Date;
};

export function paymentOf(row: PaymentRow): Payment {
  return {
    id: row.id,
    orderId: row.order_id,
    customerId: row.customer_id,
    method: row.method,
    status: row.status,
    amountYen: row.amount_yen,
    points: row.points,
    cardToken: row.card_token,
    cardLabel: row.card_label,
    konbiniChain: row.konbini_chain,
    deadlineAt: row.deadline_at,
    providerReference: row.provider_reference,
    failureCode: row.failure_code,
    orderEnd: row.order_end,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
