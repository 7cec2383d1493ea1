import type { DueJob } from '../payment/due-job.ts';
import { failRefunds, isRefundOverdueSql, overdueSinceSql } from './refund-store.ts';

/** Refunds whose bank account never came: they stay owed, and go on as soon as one is given. */
export const FAIL_OVERDUE_REFUNDS: DueJob = {
  job: 'fail_refund',
  sinceSql: overdueSinceSql,
  isDueSql: isRefundOverdueSql,
  run: ({ database, clock }, limit) => failRefunds(database, clock.now(), limit),
};
