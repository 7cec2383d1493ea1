import type { DueWork } from '@depachika/background/due-work.ts';
import { type PollingLoop, pollingLoop } from '@depachika/background/polling-loop.ts';
import type { Logger } from 'pino';
import { waitingSinceSql } from './mails/mail-store.ts';
import { runDueMails, type SendDependencies } from './mails/send-mails.ts';

/** Sends what is owed, until it is stopped. */
export function startSending(
  deps: SendDependencies & { readonly logger: Logger },
  { pollMs }: { readonly pollMs: number },
): PollingLoop {
  const { clock, logger } = deps;
  const sending = pollingLoop({
    name: 'sending of mails',
    clock,
    logger,
    pollMs,
    step: () => runDueMails(deps),
  });
  sending.wake();
  return sending;
}

/** What this job should have done by now, for whoever watches it. */
export const DUE_WORK: readonly DueWork[] = [{ job: 'send_mail', sinceSql: waitingSinceSql }];
