import type { DueJob } from '../payment/due-job.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { hasLapsedSql, lapsedSinceSql, lockLapsed } from './authorization-store.ts';

/**
 * An authorisation that the issuer no longer stands by is no money: the payment fails, and the order may be paid another
 * way before it leaves. What is being captured is left to the provider's answer.
 */
export const LAPSE_AUTHORIZATIONS: DueJob = {
  job: 'lapse_authorization',
  sinceSql: lapsedSinceSql,
  isDueSql: hasLapsedSql,
  dueBefore: ({ config }, now) => new Date(now.getTime() - config.authorizationMs),
  run: lapseAuthorizations,
};

function lapseAuthorizations(services: PaymentsServices, limit: number): Promise<number> {
  const { database, store, clock, config } = services;
  const now = clock.now();
  const preparedBefore = new Date(now.getTime() - config.authorizationMs);
  return database.transaction({ name: 'payments.lapseAuthorizations' }, async (tx) => {
    const lapsed = await lockLapsed(tx, preparedBefore, limit);
    const triggers = lapsed.map((one) => ({ ...one, trigger: { kind: 'authorizationLapsed' } as const }));
    await store.apply(tx, triggers, now);
    return lapsed.length;
  });
}
