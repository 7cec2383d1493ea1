import { type PollingLoop, pollingLoop, type StepResult } from '@depachika/background/polling-loop.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { Logger } from 'pino';
import type { UsersConfig } from './config.ts';
import { type ForgetGuestsDependencies, forgetGuests } from './guests/forget-guests.ts';
import type { SigningKeys } from './keys/signing-keys.ts';
import { deleteExpired } from './sessions/delete-expired.ts';

export interface JobDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly keys: SigningKeys;
}

export function startBackgroundJobs(
  deps: JobDependencies & ForgetGuestsDependencies & { readonly logger: Logger },
  config: Pick<UsersConfig, 'pollMs' | 'signingKeyDays'>,
): PollingLoop {
  return pollingLoop({
    name: 'background jobs of users',
    clock: deps.clock,
    logger: deps.logger,
    step: async () => further(await runDueJobs(deps, config), await forgetGuests(deps)),
    pollMs: config.pollMs,
  });
}

/** What the one or the other says about when to look again: the sooner. */
function further(...steps: readonly StepResult[]): StepResult {
  return (['more', 'found'] as const).find((result) => steps.includes(result)) ?? 'idle';
}

/** Deletes what has expired and replaces the signing key when it is old. Eight statements when there is nothing. */
export async function runDueJobs(
  deps: JobDependencies,
  { signingKeyDays }: Pick<UsersConfig, 'signingKeyDays'>,
): Promise<StepResult> {
  const deleted = await deleteExpired(deps);
  const rotated = await deps.keys.rotateWhenDue(signingKeyDays * DAY_MS);
  return rotated && deleted === 'idle' ? 'found' : deleted;
}

const DAY_MS = 24 * 60 * 60_000;
