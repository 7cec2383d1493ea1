import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Refund, RefundStatus } from './refund.ts';

export interface RefundReader {
  /** In no order; at most one per payment. */
  ofPayments(paymentIds: readonly string[]): Promise<Refund[]>;
}

export function createRefundReader({ prisma }: { readonly prisma: PrismaClient }): RefundReader {
  return {
    async ofPayments(paymentIds) {
      const rows = await prisma.refund.findMany({ where: { paymentId: { in: [...paymentIds] } } });
      return rows.map((row) => ({ ...row, status: row.status as RefundStatus }));
    },
  };
}
