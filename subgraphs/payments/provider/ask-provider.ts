import { backoffMs } from '@depachika/clock/backoff.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Logger } from 'pino';
import type { Payment, TaskKind } from '../payment/payment.ts';
import type { PaymentTrigger } from '../payment/payment-decisions.ts';
import type { TakenTask } from '../payment/task-store.ts';
import type { Transfer } from '../refund/refund-store.ts';
import {
  type AuthorizeAnswer,
  type PaymentProvider,
  PROVIDER_TIMEOUT_MS,
  ProviderUnavailable,
  type RefundAnswer,
} from './provider.ts';

/** A late answer is asked for again when no webhook has told it by then. */
const LATE_ANSWER_MS = 60_000;
/** A customer who proves that the card is theirs is asked after so often, should their return be lost. */
const ACTION_MS = 15_000;
const AFTER_FAILURES = { firstMs: 1_000, longestMs: 10 * 60_000 };

export interface Answer {
  readonly task: TakenTask;
  /** Undefined: not known yet, ask again after `retryAfterMs`. */
  readonly trigger?: PaymentTrigger;
  /** Of a refund's transfers, those that are known. */
  readonly transfers?: readonly { readonly transfer: Transfer; readonly answer: RefundAnswer }[];
  readonly slip?: { readonly paymentCode: string; readonly confirmationNumber?: string };
  readonly retryAfterMs?: number;
}

export interface Asking {
  readonly provider: PaymentProvider;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Makes a task's call. One whose outcome is unknown is to be made again under the same key, ever less often. */
export async function askProvider(
  asking: Asking,
  task: TakenTask,
  transfers: readonly Transfer[] = [],
): Promise<Answer> {
  if (task.kind === 'REFUND') return transferAll(asking, task, transfers);
  try {
    return { task, ...(await withinTime(asking.clock, call(asking, task, task.kind))) };
  } catch (error) {
    return unanswered(asking, task, error);
  }
}

/** A payment's transfers one by one: one that is not answered leaves the others as they are. */
async function transferAll(asking: Asking, task: TakenTask, transfers: readonly Transfer[]): Promise<Answer> {
  const answers = [];
  for (const transfer of transfers) {
    try {
      answers.push({ transfer, answer: await withinTime(asking.clock, refund(asking, task, transfer)) });
    } catch (error) {
      return { ...unanswered(asking, task, error), transfers: answers };
    }
  }
  return { task, transfers: answers };
}

function refund({ provider }: Asking, { payment }: TakenTask, transfer: Transfer): Promise<RefundAnswer> {
  const { bankAccount } = transfer;
  const { transferKey: idempotencyKey, amountYen } = transfer.refund;
  if (bankAccount) return provider.refund({ idempotencyKey, amountYen, bankAccount });
  const reference = payment.providerReference ?? '';
  return provider.refund({ idempotencyKey, amountYen, reference });
}

function unanswered({ logger }: Asking, task: TakenTask, error: unknown): Answer {
  logger.warn(
    { err: error, paymentId: task.payment.id, kind: task.kind, attempts: task.attempts },
    'The payment provider did not answer; the call is made again under the same key',
  );
  return { task, retryAfterMs: backoffMs(AFTER_FAILURES, task.attempts) };
}

async function call(
  { provider, clock }: Asking,
  { payment }: TakenTask,
  kind: Exclude<TaskKind, 'REFUND'>,
): Promise<Omit<Answer, 'task'>> {
  const request = { idempotencyKey: `${payment.id}/${kind}`, amountYen: payment.amountYen };
  const reference = payment.providerReference ?? '';
  switch (kind) {
    case 'AUTHORIZE': {
      const result = await provider.authorize({ ...request, token: payment.cardToken ?? '' });
      if (result.kind === 'pending') return { retryAfterMs: LATE_ANSWER_MS };
      return result.kind === 'actionNeeded' ? untilCustomerActs(result, clock.now()) : { trigger: result };
    }
    case 'CAPTURE': {
      const result = await provider.capture({ ...request, reference });
      return { trigger: result.kind === 'captured' ? result : { kind: 'captureRefused', code: result.code } };
    }
    case 'VOID':
      return { trigger: await provider.voidAuthorization({ ...request, reference }) };
    case 'ISSUE_SLIP':
      return { slip: await provider.issueSlip({ ...request, ...slipOf(payment) }) };
    case 'CANCEL_SLIP':
      await provider.cancelSlip({ ...request, ...slipOf(payment), issuedUnder: `${payment.id}/ISSUE_SLIP` });
      return {};
  }
}

/** Asked again until there is an answer, or the time to act is over. */
function untilCustomerActs(
  needed: AuthorizeAnswer & { readonly kind: 'actionNeeded' },
  now: Date,
): Omit<Answer, 'task'> {
  const leftMs = needed.until.getTime() - now.getTime();
  if (leftMs <= 0) return { trigger: { kind: 'actionLapsed', reference: needed.reference } };
  return { trigger: needed, retryAfterMs: Math.min(ACTION_MS, leftMs) };
}

function slipOf({ konbiniChain, deadlineAt, createdAt }: Payment) {
  return { chain: konbiniChain ?? '', deadlineAt: deadlineAt ?? createdAt };
}

async function withinTime<T>(clock: Clock, answer: Promise<T>): Promise<T> {
  let stop: () => void = () => undefined;
  const late = new Promise<never>((_, reject) => {
    const timer = clock.after(PROVIDER_TIMEOUT_MS, () =>
      reject(new ProviderUnavailable('no answer in time')),
    );
    stop = () => timer.cancel();
  });
  return Promise.race([answer, late]).finally(stop);
}
