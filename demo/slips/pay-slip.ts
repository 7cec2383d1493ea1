import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { SIGNATURE_HEADER, signWebhook } from '@depachika/payments/provider/webhook-signature.ts';

/** What the register asks for, whole yen. Throws when the sandbox issued no slip with this code, or cancelled it. */
export async function slipAmountYen(database: Database, paymentCode: string): Promise<number> {
  const [slip] = await database.query<{ amount_yen: number; cancelled_at: Date | null }>(
    'SELECT amount_yen, cancelled_at FROM payments.sandbox_slips WHERE payment_code = $1',
    [paymentCode],
  );
  if (!slip) throw new Error(`The sandbox issued no slip with the code ${paymentCode}.`);
  if (slip.cancelled_at) throw new Error(`The slip with the code ${paymentCode} was cancelled.`);
  return slip.amount_yen;
}

export interface SlipPayment {
  readonly paymentCode: string;
  readonly amountYen: number;
  /** Where the shop takes what the provider tells. */
  readonly url: string;
  /** The shop's own. */
  readonly secret: string;
  readonly clock: Clock;
}

export interface ShopAnswer {
  readonly isTaken: boolean;
  readonly status: number;
  readonly text: string;
}

/** Tells the shop that a slip was paid at the register, signed as the payment provider would. Waits 10 s at most. */
export async function paySlip(payment: SlipPayment): Promise<ShopAnswer> {
  const { paymentCode, amountYen, url, secret, clock } = payment;
  const now = clock.now();
  const body = JSON.stringify({
    id: newId('evt'),
    type: 'konbini.paid',
    paymentCode,
    amountYen,
    paidAt: now.toISOString(),
  });
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      [SIGNATURE_HEADER]: signWebhook(body, secret, now),
    },
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  return { isTaken: response.ok, status: response.status, text: await response.text() };
}

const ANSWER_TIMEOUT_MS = 10_000;
