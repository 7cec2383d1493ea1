import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Refund, RefundStatus } from './refund.ts';

/** Earliest first; `after` is the last refund of the page before. */
export interface OwedPage {
  readonly first: number;
  readonly after: string | undefined;
}

export interface RefundReader {
  /** Earliest first; the payment's own, and those of money that came beside it. */
  ofPayments(paymentIds: readonly string[]): Promise<Refund[]>;
  /** What the shop still owes, up to `first + 1`. */
  owed(page: OwedPage): Promise<Refund[]>;
}

export function createRefundReader({ prisma }: { readonly prisma: PrismaClient }): RefundReader {
  return {
    async ofPayments(paymentIds) {
      const where = { paymentId: { in: [...paymentIds] } };
      const rows = await prisma.refund.findMany({ where, orderBy: { id: 'asc' } });
      return rows.map(refundOf);
    },
    async owed({ first, after }) {
      const where = { status: { not: 'SUCCEEDED' }, ...(after === undefined ? {} : { id: { gt: after } }) };
      const rows = await prisma.refund.findMany({ where, orderBy: { id: 'asc' }, take: first + 1 });
      return rows.map(refundOf);
    },
  };
}

function refundOf<Row extends { readonly status: string }>(row: Row): Row & { status: RefundStatus } {
  return { ...row, status: row.status as RefundStatus };
}
