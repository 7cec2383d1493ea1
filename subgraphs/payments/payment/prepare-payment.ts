import type { Database, Transaction } from '@depachika/database/database.ts';
import { offerMethods } from './offer-methods.ts';
import type { PaymentMethodKind } from './payment.ts';
import { enterGate, insertPayment } from './payment-store.ts';

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

/** Tokens that were made and not used within this time are no longer good. */
export const CARD_TOKEN_LIFE_MS = 30 * 60_000;

/**
 * Checks that the method fits this amount and cut-off and records the intent; takes no money. Idempotent by order;
 * an order that was abandoned before is refused as ABANDONED.
 */
export async function preparePayment(
  database: Database,
  intent: PaymentIntent,
  now: Date,
): Promise<PrepareOutcome> {
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
export async function abandonPayment(database: Database, orderId: string, now: Date): Promise<boolean> {
  return database.transaction({ name: 'payments.abandonPayment' }, async (tx) => {
    await enterGate(tx, orderId, true);
    const rows = await tx.query(
      `UPDATE payments.payments SET status = 'VOIDED', version = version + 1, updated_at = $2
       WHERE order_id = $1 AND status = 'PREPARED' RETURNING id`,
      [orderId, now],
    );
    if (rows.length === 0) return false;
    await tx.query(`UPDATE payments.card_tokens SET used_for = NULL WHERE used_for = $1`, [orderId]);
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

interface ClaimedCard {
  readonly token: string;
  readonly label: string;
}

async function claimCard(tx: Transaction, intent: PaymentIntent, now: Date): Promise<ClaimedCard | string> {
  if (intent.cardToken) {
    const [card] = await tx.query<{ token: string; label: string }>(
      `UPDATE payments.card_tokens SET used_for = $3
       WHERE token = $1 AND customer_id = $2 AND coalesce(used_for, $3) = $3 AND created_at > $4
       RETURNING token, label`,
      [intent.cardToken, intent.customerId, intent.orderId, new Date(now.getTime() - CARD_TOKEN_LIFE_MS)],
    );
    return card ?? 'INVALID_CARD_TOKEN';
  }
  if (!intent.paymentMethodId) return 'INVALID_CARD_TOKEN';
  const [method] = await tx.query<{ token: string; label: string }>(
    `SELECT provider_token AS token, label FROM payments.payment_methods WHERE id = $1 AND customer_id = $2`,
    [intent.paymentMethodId, intent.customerId],
  );
  return method ?? 'UNKNOWN_PAYMENT_METHOD';
}
