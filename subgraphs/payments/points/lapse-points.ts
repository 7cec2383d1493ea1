import type { DueJob } from '../payment/due-job.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { post } from './points-ledger.ts';
import { emptyOldLots, endedSinceSql, isLotEndedSql, lockWithOldLots } from './points-lot-store.ts';

export const LAPSE_POINTS: DueJob = {
  job: 'lapse_points',
  sinceSql: endedSinceSql,
  isDueSql: isLotEndedSql,
  run: lapsePoints,
};

/** Ends points that are past their end. @returns how many customers had some, at most `limit` */
function lapsePoints({ database, clock }: PaymentsServices, limit: number): Promise<number> {
  const now = clock.now();
  return database.transaction({ name: 'payments.lapsePoints' }, async (tx) => {
    const customerIds = await lockWithOldLots(tx, now, limit);
    if (customerIds.length === 0) return 0;
    const lapsed = await emptyOldLots(tx, customerIds, now);
    for (const { customerId, points } of lapsed) {
      await post(tx, { customerId, kind: 'EXPIRED', from: 'SPENDABLE', to: 'LAPSED', points, now });
    }
    return lapsed.length;
  });
}
