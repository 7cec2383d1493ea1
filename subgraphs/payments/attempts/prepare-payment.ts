import type { Transaction } from '@depachika/database/database.ts';
import { claimCardForOrder, freeCardToken, type PayingCard, savedCardForOrder } from '../card/card-store.ts';
import { offerMethods } from '../payment/offer-methods.ts';
import type { PaymentMethodKind } from '../payment/payment.ts';
import { insertPayment, lockAttempts, voidPrepared } from '../payment/payment-store.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { cardRefusal, decideAttempt } from './attempt-rules.ts';
import { enterGate, enterGateForCard } from './order-gate-store.ts';

export interface PaymentIntent {
  readonly orderId: string;
  /** Which attempt to pay the order, from 1. */
  readonly attempt: number;
  readonly customerId: string;
  /** Left to pay after points, whole yen, 0 or more. */
  readonly amountYen: number;
  readonly points: number;
  readonly method: PaymentMethodKind;
  readonly paymentMethodId?: string;
  readonly cardToken?: string;
  readonly konbiniChain?: string;
  readonly deadlineAt?: Date;
  readonly cutOffAt: Date;
}

export type PrepareOutcome =
  | { readonly kind: 'prepared'; readonly paymentId: string }
  | { readonly kind: 'refused'; readonly code: string };

/**
 * Checks that the method fits this amount and cut-off and records the intent; takes no money. Idempotent by order and
 * attempt; an order that was abandoned or has ended is refused as ABANDONED. Earlier attempts are given up, unless one of
 * them is certain.
 */
export async function preparePayment(
  services: PaymentsServices,
  intent: PaymentIntent,
): Promise<PrepareOutcome> {
  const { database, clock, crashPoints } = services;
  const now = clock.now();
  const refusal = methodRefusal(intent, now);
  if (refusal) return refused(refusal);
  const outcome = await database.transaction({ name: 'payments.preparePayment' }, async (tx) => {
    const isClosed =
      intent.method === 'CARD' ? enterGateForCard(tx, intent) : enterGate(tx, intent.orderId, false);
    if (await isClosed) return refused('ABANDONED');
    return intent.attempt === 1
      ? prepare(services, tx, intent, now)
      : prepareFurther(services, tx, intent, now);
  });
  crashPoints.reach('payments.prepare.committed');
  return outcome;
}

/** A further attempt: the earlier ones are given up in the same moment, so that never two of them are live. */
async function prepareFurther(
  services: PaymentsServices,
  tx: Transaction,
  intent: PaymentIntent,
  now: Date,
): Promise<PrepareOutcome> {
  const { orderId, attempt } = intent;
  const decision = decideAttempt(await lockAttempts(tx, [orderId]), attempt);
  if (decision.kind === 'refused') return decision;
  if (decision.kind === 'known') return { kind: 'prepared', paymentId: decision.paymentId };
  const superseded = decision.giveUp.map(({ id: paymentId }) => ({
    orderId,
    paymentId,
    trigger: { kind: 'superseded' as const },
  }));
  return prepare(services, tx, intent, now, async () => {
    if (superseded.length > 0) await services.store.apply(tx, superseded, now);
  });
}

async function prepare(
  { config }: PaymentsServices,
  tx: Transaction,
  intent: PaymentIntent,
  now: Date,
  beforeInsert?: () => Promise<void>,
): Promise<PrepareOutcome> {
  const card = intent.method === 'CARD' ? await claimCard(tx, intent, now) : undefined;
  if (typeof card === 'string') return refused(card);
  const refusal = card && cardRefusal(card, config.cardFailures, now);
  if (refusal) return refused(refusal);
  await beforeInsert?.();
  const paymentId = await insertPayment(
    tx,
    {
      ...intent,
      cardToken: card?.token ?? null,
      cardLabel: card?.label ?? null,
      cardFingerprint: card?.fingerprint ?? null,
      cardNetwork: card?.network ?? null,
      konbiniChain: intent.konbiniChain ?? null,
      deadlineAt: intent.deadlineAt ?? null,
    },
    now,
  );
  return { kind: 'prepared', paymentId };
}

/** Undoes a preparation and closes the order's gate for ever. An intent that was already used stays as it is. */
export async function abandonPayment(
  { database, clock }: PaymentsServices,
  orderId: string,
): Promise<boolean> {
  return database.transaction({ name: 'payments.abandonPayment' }, async (tx) => {
    await enterGate(tx, orderId, true);
    if (!(await voidPrepared(tx, orderId, clock.now()))) return false;
    await freeCardToken(tx, orderId);
    return true;
  });
}

function refused(code: string): PrepareOutcome {
  return { kind: 'refused', code };
}

function methodRefusal(intent: PaymentIntent, now: Date): string | undefined {
  const { amountYen, cutOffAt, method } = intent;
  const offer = offerMethods({ amountYen, cutOffAt, now }).find((candidate) => candidate.method === method);
  if (offer?.reason) return offer.reason;
  if (method !== 'KONBINI') return undefined;
  if (!intent.konbiniChain) return 'KONBINI_CHAIN_MISSING';
  const latest = offer?.deadlineAt;
  return latest && intent.deadlineAt && intent.deadlineAt <= latest ? undefined : 'CUT_OFF_TOO_SOON';
}

/** The card to charge, or the code of why there is none. */
async function claimCard(
  tx: Transaction,
  { orderId, customerId, cardToken: token, paymentMethodId: id }: PaymentIntent,
  now: Date,
): Promise<PayingCard | string> {
  if (token)
    return (await claimCardForOrder(tx, { token, customerId, orderId }, now)) ?? 'INVALID_CARD_TOKEN';
  if (!id) return 'INVALID_CARD_TOKEN';
  return (await savedCardForOrder(tx, { id, customerId, orderId }, now)) ?? 'UNKNOWN_PAYMENT_METHOD';
}
