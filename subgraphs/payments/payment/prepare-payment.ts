import type { Transaction } from '@depachika/database/database.ts';
import { claimCardToken, findSavedCard, freeCardToken } from '../card/card-store.ts';
import { offerMethods } from './offer-methods.ts';
import { enterGate } from './order-gate-store.ts';
import type { PaymentMethodKind } from './payment.ts';
import { insertPayment, voidPrepared } from './payment-store.ts';
import type { PaymentsServices } from './services.ts';

export interface PaymentIntent {
  readonly orderId: string;
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
 * Checks that the method fits this amount and cut-off and records the intent; takes no money. Idempotent by order;
 * an order that was abandoned before is refused as ABANDONED.
 */
export async function preparePayment(
  { database, clock }: PaymentsServices,
  intent: PaymentIntent,
): Promise<PrepareOutcome> {
  const now = clock.now();
  const refusal = methodRefusal(intent, now);
  if (refusal) return { kind: 'refused', code: refusal };
  return database.transaction({ name: 'payments.preparePayment' }, async (tx) => {
    if (await enterGate(tx, intent.orderId, false)) return { kind: 'refused', code: 'ABANDONED' };
    const card = intent.method === 'CARD' ? await claimCard(tx, intent, now) : undefined;
    if (typeof card === 'string') return { kind: 'refused', code: card };
    const paymentId = await insertPayment(
      tx,
      {
        ...intent,
        cardToken: card?.token ?? null,
        cardLabel: card?.label ?? null,
        konbiniChain: intent.konbiniChain ?? null,
        deadlineAt: intent.deadlineAt ?? null,
      },
      now,
    );
    return { kind: 'prepared', paymentId };
  });
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
  { orderId, customerId, cardToken, paymentMethodId }: PaymentIntent,
  now: Date,
): Promise<{ readonly token: string; readonly label: string } | string> {
  if (cardToken) {
    const claim = { token: cardToken, customerId, usedFor: orderId };
    return (await claimCardToken(tx, claim, now)) ?? 'INVALID_CARD_TOKEN';
  }
  if (!paymentMethodId) return 'INVALID_CARD_TOKEN';
  return (await findSavedCard(tx, { id: paymentMethodId, customerId })) ?? 'UNKNOWN_PAYMENT_METHOD';
}
