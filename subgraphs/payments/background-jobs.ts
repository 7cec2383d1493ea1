import type { StepResult } from '@depachika/background/polling-loop.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { Logger } from 'pino';
import { lapsePoints } from './points/points-awards.ts';
import { expiredHolds, releasePoints } from './points/points-holds.ts';
import type { SandboxProvider } from './provider/sandbox.ts';
import { signWebhook } from './provider/webhook-signature.ts';
import type { WebhookHandler } from './provider/webhooks.ts';
import { failOverdueRefunds } from './refund/refunds.ts';

export interface BackgroundJobDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly provider: SandboxProvider;
  readonly webhook: WebhookHandler;
  readonly secret: string;
}

const BATCH = 50;

/** What becomes due by the clock alone: holds and points that end, refunds nobody claimed, the sandbox's late answers. */
export async function runDueJobs(deps: BackgroundJobDependencies): Promise<StepResult> {
  const now = deps.clock.now();
  const due = await dueNow(deps.database, now);
  if (!due) return 'idle';
  let done = 0;
  for (const key of await expiredHolds(deps.database, now, BATCH)) {
    await deps.database.transaction({ name: 'payments.expireHold' }, (tx) =>
      releasePoints(tx, key, now, 'EXPIRED'),
    );
    deps.logger.warn({ key }, 'A points hold expired: orders had not released it');
    done += 1;
  }
  done += await deps.database.transaction({ name: 'payments.lapsePoints' }, (tx) =>
    lapsePoints(tx, now, BATCH),
  );
  done += await failOverdueRefunds(deps.database, now, BATCH);
  done += await tellLateAnswers(deps, now);
  return done >= BATCH ? 'more' : 'found';
}

/** One statement while there is nothing to do. */
async function dueNow(database: Database, now: Date): Promise<boolean> {
  const [row] = await database.query<{ due: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM payments.points_holds WHERE status = 'HELD' AND expires_at <= $1)
         OR EXISTS (SELECT 1 FROM payments.points_lots WHERE remaining > 0 AND expires_at <= $1)
         OR EXISTS (SELECT 1 FROM payments.refunds WHERE status = 'NEEDS_BANK_ACCOUNT' AND bank_account_needed_by <= $1)
         OR EXISTS (SELECT 1 FROM payments.sandbox_charges WHERE status = 'PENDING' AND answer_at <= $1) AS due`,
    [now],
  );
  return row?.due ?? false;
}

/** The sandbox tells by webhook, signed like any other, and forgets an answer only once the shop has taken it. */
async function tellLateAnswers(
  { provider, webhook, secret, clock }: BackgroundJobDependencies,
  now: Date,
): Promise<number> {
  const answers = await provider.dueAnswers(now, BATCH);
  for (const { idempotencyKey, reference } of answers) {
    const body = Buffer.from(
      JSON.stringify({ id: `late/${idempotencyKey}`, type: 'charge.authorized', idempotencyKey, reference }),
    );
    const { status } = await webhook({
      headers: { 'depachika-signature': signWebhook(body, secret, clock.now()) },
      body,
    });
    if (status < 500) await provider.told(idempotencyKey);
  }
  return answers.length;
}
