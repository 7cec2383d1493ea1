import type { StepResult } from '@depachika/background/polling-loop.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { Logger } from 'pino';
import type { MailTransport, WrittenMail } from '../transport/mail-transport.ts';
import type { MailRecord } from './mail.ts';
import { afterDelivery, tryAgain } from './mail-rules.ts';
import { claimMails, doubtLost, MAILS_DUE, MAILS_LOST, noteOutcome, noteSending } from './mail-store.ts';

/** A mail in its reader's words, or why there is none to send. */
export type Preparation =
  | { readonly kind: 'written'; readonly mail: WrittenMail }
  | { readonly kind: 'dropped'; readonly reason: string };

export interface SendDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly crashPoints: CrashPoints;
  readonly transport: MailTransport;
  /** Asks the owners of what the mail holds; rejects while one of them is away. */
  readonly prepare: (mail: MailRecord) => Promise<Preparation>;
}

/** Mails that one process has in hand at once. */
const BATCH = 10;

/** One look: sends what is due, and doubts what was lost. Idle it costs one statement. */
export async function runDueMails(deps: SendDependencies): Promise<StepResult> {
  const { database, clock, logger } = deps;
  const [due] = await database.query<{ due: boolean; lost: boolean }>(
    `SELECT ${MAILS_DUE} AS due, ${MAILS_LOST} AS lost`,
    [clock.now()],
  );
  const lost = due!.lost ? await doubtLost(database, clock.now()) : [];
  for (const { id, kind } of lost)
    logger.warn({ mailId: id, kind }, 'Nobody knows whether this mail was sent: staff have to decide');
  const mails = due!.due ? await claimMails(database, clock.now(), BATCH) : [];
  await Promise.all(mails.map((mail) => sendMail(deps, mail)));
  if (mails.length === BATCH) return 'more';
  return mails.length + lost.length > 0 ? 'found' : 'idle';
}

/** The note comes before the mail server hears of it: a crash leaves a doubt and never a second mail. */
async function sendMail(deps: SendDependencies, mail: MailRecord): Promise<void> {
  const { database, clock, logger, crashPoints, transport } = deps;
  crashPoints.reach('notifications.mail.claimed');
  const prepared = await prepareOrPostpone(deps, mail);
  if (!prepared) return;
  if (prepared.kind === 'dropped') {
    await noteOutcome(database, mail, { state: 'DROPPED', reason: prepared.reason }, clock.now());
    return;
  }
  if (!(await noteSending(database, mail, clock.now()))) return;
  crashPoints.reach('notifications.mail.noted');
  const delivery = await transport.send(prepared.mail);
  crashPoints.reach('notifications.mail.sent');
  const now = clock.now();
  const next = afterDelivery(mail, delivery, now);
  await noteOutcome(database, mail, next, now);
  const about = { mailId: mail.id, kind: mail.kind, orderId: mail.orderId, reason: next.reason };
  if (next.state === 'SENT') logger.info(about, 'Sent a mail');
  else if (next.state === 'WAITING') logger.warn(about, 'A mail was not sent and will be tried again');
  else logger.warn(about, 'A mail needs a decision of staff');
}

async function prepareOrPostpone(
  { database, clock, logger, prepare }: SendDependencies,
  mail: MailRecord,
): Promise<Preparation | undefined> {
  try {
    return await prepare(mail);
  } catch (error) {
    const now = clock.now();
    logger.warn({ err: error, mailId: mail.id, kind: mail.kind }, 'A mail could not be written yet');
    await noteOutcome(database, mail, tryAgain(mail, 'NOT_WRITTEN', now), now);
    return undefined;
  }
}
