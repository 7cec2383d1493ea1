import type { RowsBetween } from '@depachika/graphql/connection.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Refund, RefundStatus } from './refund.ts';

/** Earliest first. */
export type OwedPage = RowsBetween<readonly [id: string]>;

export interface RefundReader {
  /** Earliest first; the payment's own, and those of money that came beside it. */
  ofPayments(paymentIds: readonly string[]): Promise<Refund[]>;
  /** What the shop still owes, in the order in which the page reads. */
  owed(page: OwedPage): Promise<Refund[]>;
}

export function createRefundReader({ prisma }: { readonly prisma: PrismaClient }): RefundReader {
  return {
    async ofPayments(paymentIds) {
      const where = { paymentId: { in: [...paymentIds] } };
      const rows = await prisma.refund.findMany({ where, orderBy: { id: 'asc' } });
      return rows.map(refundOf);
    },
    async owed({ limit, after, before, backward }) {
      const where = { status: { not: 'SUCCEEDED' }, id: { gt: after?.[0], lt: before?.[0] } };
      const rows = await prisma.refund.findMany({
        where,
        orderBy: { id: backward ? 'desc' : 'asc' },
        take: limit,
      });
      return rows.map(refundOf);
    },
  };
}

function refundOf<Row extends { readonly status: string }>(row: Row): Row & { status: RefundStatus } {
  return { ...row, status: row.status as RefundStatus };
}
