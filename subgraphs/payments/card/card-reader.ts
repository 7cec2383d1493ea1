import type { PrismaClient } from '../generated/prisma/client.ts';
import { MAX_SAVED_CARDS, type SavedCard } from './card.ts';

/** Cards that customers keep. */
export interface CardReader {
  /** In no order. */
  byIds(ids: readonly string[]): Promise<SavedCard[]>;
  /** Latest first. */
  ofCustomers(customerIds: readonly string[]): Promise<SavedCard[]>;
}

export function createCardReader({ prisma }: { readonly prisma: PrismaClient }): CardReader {
  return {
    byIds: (ids) => prisma.paymentMethod.findMany({ where: { id: { in: [...ids] } } }),
    ofCustomers: (customerIds) =>
      prisma.paymentMethod.findMany({
        where: { customerId: { in: [...customerIds] } },
        orderBy: { id: 'desc' },
        take: MAX_SAVED_CARDS * customerIds.length,
      }),
  };
}
