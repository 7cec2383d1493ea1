import type { Database, Sql } from '@depachika/database/database.ts';
import type { RowsBetween } from '@depachika/graphql/connection.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Payment, PaymentStatus } from './payment.ts';
import { PAYMENT_COLUMNS, type PaymentRow, paymentOf } from './payment-rows.ts';
import type { KonbiniChain, KonbiniSlip } from './slip.ts';

/** Latest first. */
export interface PaymentPage extends RowsBetween<readonly [id: string]> {
  readonly status: PaymentStatus | undefined;
}

/** Payments as they are read: which of them somebody may see is decided where they are asked for. */
export interface PaymentReader {
  /** In no order. */
  byIds(ids: readonly string[]): Promise<Payment[]>;
  /** Earliest first. */
  ofOrders(orderIds: readonly string[]): Promise<Payment[]>;
  /** In the order in which the page reads. */
  page(page: PaymentPage): Promise<Payment[]>;
  slipsOf(paymentIds: readonly string[]): Promise<KonbiniSlip[]>;
}

export function createPaymentReader(stores: {
  readonly database: Database;
  readonly prisma: PrismaClient;
}): PaymentReader {
  const { database, prisma } = stores;

  return { byIds: (ids) => paymentsById(database, ids), ofOrders, page, slipsOf };

  async function ofOrders(orderIds: readonly string[]): Promise<Payment[]> {
    const rows = await database.query<PaymentRow>(
      `SELECT ${PAYMENT_COLUMNS} FROM payments.payments WHERE order_id = ANY($1::text[]) ORDER BY id`,
      [orderIds],
    );
    return rows.map(paymentOf);
  }

  async function page({ limit, after, before, backward, status }: PaymentPage): Promise<Payment[]> {
    const towards = backward ? 'ASC' : 'DESC';
    const rows = await database.query<PaymentRow>(
      `SELECT ${PAYMENT_COLUMNS} FROM payments.payments
       WHERE ($1::text IS NULL OR status = $1) AND ($2::text IS NULL OR id < $2) AND ($3::text IS NULL OR id > $3)
       ORDER BY id ${towards} LIMIT $4`,
      [status ?? null, after?.[0] ?? null, before?.[0] ?? null, limit],
    );
    return rows.map(paymentOf);
  }

  async function slipsOf(paymentIds: readonly string[]): Promise<KonbiniSlip[]> {
    const rows = await prisma.slip.findMany({ where: { paymentId: { in: [...paymentIds] } } });
    return rows.map((row) => ({ ...row, chain: row.chain as KonbiniChain }));
  }
}

/** The same inside a transaction: payments with these ids, in no order. */
export async function paymentsById(sql: Sql, ids: readonly string[]): Promise<Payment[]> {
  const rows = await sql.query<PaymentRow>(
    `SELECT ${PAYMENT_COLUMNS} FROM payments.payments WHERE id = ANY($1::text[])`,
    [ids],
  );
  return rows.map(paymentOf);
}
