import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { cardBrand } from '../card/card.ts';
import type { BankAccount } from '../refund/bank-account.ts';
import {
  type AuthorizeAnswer,
  type AuthorizeCall,
  type CaptureAnswer,
  type ChargeCall,
  type IssueSlipCall,
  type PaymentProvider,
  ProviderUnavailable,
  type RefundCall,
} from './provider.ts';
import { behaviourOf, type CardBehaviour } from './sandbox-cards.ts';

/** A late card is answered so long after it was asked. */
const LATE_ANSWER_MS = 5_000;

export interface SandboxProvider extends PaymentProvider {
  /** Authorisations that were answered late and are due now, to be told by webhook; each until `told` is called. */
  dueAnswers(now: Date, limit: number): Promise<{ idempotencyKey: string; reference: string }[]>;
  told(idempotencyKey: string): Promise<void>;
}

/**
 * A payment provider without a bank behind it, for development and demonstrations. Its books are durable and its own:
 * a call repeated after a crash finds the first one's effect. Behaviour follows from the card number.
 */
export function sandboxProvider({ database, clock }: { database: Database; clock: Clock }): SandboxProvider {
  return {
    async tokenize(card) {
      const token = `tok_${randomBytes(18).toString('base64url')}`;
      const kept = { brand: cardBrand(card.number), last4: card.number.slice(-4) };
      await database.query(
        `INSERT INTO payments.sandbox_cards (token, brand, last4, behaviour, created_at) VALUES ($1, $2, $3, $4, $5)`,
        [token, kept.brand, kept.last4, behaviourOf(card.number), clock.now()],
      );
      return { token, ...kept };
    },

    async authorize(call) {
      const charge = await openCharge(call);
      if (!charge) return { kind: 'declined', code: 'PROVIDER_REFUSED' };
      if (charge.fresh && charge.behaviour === 'LOSE_FIRST_ANSWER') {
        throw new ProviderUnavailable(`no answer to ${call.idempotencyKey}`);
      }
      return answerOf(charge);
    },

    async capture(call) {
      const [charge] = await database.query<{
        status: string;
        behaviour: CardBehaviour;
        capture_tries: number;
      }>(
        `UPDATE payments.sandbox_charges AS c SET capture_tries = capture_tries + 1,
           status = CASE WHEN c.status = 'CAPTURED' THEN c.status
                         WHEN k.behaviour = 'REFUSE_CAPTURE' THEN c.status
                         WHEN k.behaviour = 'FAIL_FIRST_CAPTURE' AND capture_tries = 0 THEN c.status
                         ELSE 'CAPTURED' END
         FROM payments.sandbox_cards AS k
         WHERE c.reference = $1 AND c.status IN ('PENDING', 'AUTHORIZED', 'CAPTURED') AND k.token = c.token
         RETURNING c.status, k.behaviour, c.capture_tries`,
        [call.reference],
      );
      return captureAnswer(call, charge);
    },

    async voidAuthorization(call) {
      // PENDING too: the shop may hear of a late answer and give it up before the sandbox knows that it has been told.
      const [charge] = await database.query<{ status: string }>(
        `UPDATE payments.sandbox_charges
         SET status = CASE WHEN status IN ('PENDING', 'AUTHORIZED') THEN 'VOIDED' ELSE status END
         WHERE reference = $1 RETURNING status`,
        [call.reference],
      );
      return { kind: charge?.status === 'CAPTURED' ? 'captured' : 'voided' };
    },

    issueSlip,
    refund,

    async dueAnswers(now, limit) {
      const rows = await database.query<{ idempotency_key: string; reference: string }>(
        `SELECT idempotency_key, reference FROM payments.sandbox_charges
         WHERE status = 'PENDING' AND answer_at <= $1 ORDER BY answer_at LIMIT $2`,
        [now, limit],
      );
      return rows.map((row) => ({ idempotencyKey: row.idempotency_key, reference: row.reference }));
    },

    async told(idempotencyKey) {
      await database.query(
        `UPDATE payments.sandbox_charges SET status = 'AUTHORIZED' WHERE idempotency_key = $1 AND status = 'PENDING'`,
        [idempotencyKey],
      );
    },
  };

  /** One statement: the charge as the card's behaviour makes it, or as it was made before. */
  async function openCharge(call: AuthorizeCall): Promise<ChargeRow | undefined> {
    const now = clock.now();
    const [charge] = await database.query<ChargeRow>(
      `INSERT INTO payments.sandbox_charges AS c
         (idempotency_key, reference, token, amount_yen, status, code, answer_at, created_at)
       SELECT $1, $2, k.token, $4,
         CASE WHEN k.behaviour LIKE 'DECLINE:%' THEN 'DECLINED' WHEN k.behaviour = 'ANSWER_LATE' THEN 'PENDING'
              ELSE 'AUTHORIZED' END,
         CASE WHEN k.behaviour LIKE 'DECLINE:%' THEN substr(k.behaviour, 9) END,
         CASE WHEN k.behaviour = 'ANSWER_LATE' THEN $6::timestamptz END, $5
       FROM payments.sandbox_cards AS k WHERE k.token = $3
       ON CONFLICT (idempotency_key) DO UPDATE SET idempotency_key = excluded.idempotency_key
       RETURNING c.reference, c.status, c.code, (c.reference = $2) AS fresh,
         (SELECT behaviour FROM payments.sandbox_cards WHERE token = c.token) AS behaviour`,
      [
        call.idempotencyKey,
        `ch_${randomBytes(12).toString('base64url')}`,
        call.token,
        call.amountYen,
        now,
        new Date(now.getTime() + LATE_ANSWER_MS),
      ],
    );
    return charge;
  }

  async function issueSlip(call: IssueSlipCall) {
    const numbers = slipNumbers(call.idempotencyKey, call.chain);
    const [slip] = await database.query<{ payment_code: string; confirmation_number: string | null }>(
      `INSERT INTO payments.sandbox_slips
         (idempotency_key, chain, payment_code, confirmation_number, amount_yen, deadline_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (idempotency_key) DO UPDATE SET idempotency_key = excluded.idempotency_key
       RETURNING payment_code, confirmation_number`,
      [
        call.idempotencyKey,
        call.chain,
        numbers.paymentCode,
        numbers.confirmationNumber,
        call.amountYen,
        call.deadlineAt,
        clock.now(),
      ],
    );
    return {
      paymentCode: slip!.payment_code,
      ...(slip?.confirmation_number ? { confirmationNumber: slip.confirmation_number } : {}),
    };
  }

  async function refund(call: RefundCall): Promise<void> {
    await database.query(
      `WITH returned AS (
         UPDATE payments.sandbox_charges SET status = 'REFUNDED' WHERE reference = $4 AND status = 'CAPTURED'
       )
       INSERT INTO payments.sandbox_transfers (idempotency_key, amount_yen, bank_account, created_at)
       VALUES ($1, $2, $3, $5) ON CONFLICT (idempotency_key) DO NOTHING`,
      [
        call.idempotencyKey,
        call.amountYen,
        accountJson(call.bankAccount),
        call.reference ?? null,
        clock.now(),
      ],
    );
  }
}

/** The numbers that the kiosk asks for: they follow from the key, so that a repeated call gives the same slip. */
export function slipNumbers(idempotencyKey: string, chain: string) {
  return {
    paymentCode: digitsOf(idempotencyKey, 13),
    confirmationNumber: CHAINS_WITH_CONFIRMATION.has(chain) ? digitsOf(`${idempotencyKey}/2`, 6) : null,
  };
}

/** These chains' kiosks ask for a second number. */
const CHAINS_WITH_CONFIRMATION = new Set(['FAMILY_MART', 'LAWSON', 'MINISTOP', 'SEICOMART']);

type ChargeRow = {
  reference: string;
  status: 'AUTHORIZED' | 'DECLINED' | 'PENDING' | 'CAPTURED' | 'VOIDED' | 'REFUNDED';
  code: string | null;
  fresh: boolean;
  behaviour: CardBehaviour;
};

function answerOf(charge: ChargeRow): AuthorizeAnswer {
  switch (charge.status) {
    case 'DECLINED':
      return { kind: 'declined', code: charge.code ?? 'CARD_DECLINED' };
    case 'PENDING':
      return { kind: 'pending' };
    case 'AUTHORIZED':
    case 'CAPTURED':
    case 'VOIDED':
    case 'REFUNDED':
      return { kind: 'authorized', reference: charge.reference };
  }
}

function captureAnswer(
  call: ChargeCall,
  charge: { status: string; behaviour: CardBehaviour } | undefined,
): CaptureAnswer {
  if (!charge || charge.behaviour === 'REFUSE_CAPTURE') return { kind: 'refused', code: 'PROVIDER_REFUSED' };
  if (charge.status !== 'CAPTURED') throw new ProviderUnavailable(`capture of ${call.reference} failed`);
  return { kind: 'captured' };
}

/** The first is never 0. */
function digitsOf(key: string, digits: number): string {
  const number = createHash('sha256').update(key).digest().readBigUInt64BE();
  const first = 10n ** BigInt(digits - 1);
  return String(first + (number % (9n * first)));
}

function accountJson(account: BankAccount | undefined): string | null {
  return account ? JSON.stringify(account) : null;
}
