import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { CHALLENGES_PATH } from '@depachika/schema/paths.ts';
import { cardBrand } from '../card/card.ts';
import {
  type AuthorizeAnswer,
  type CaptureAnswer,
  type ChargeCall,
  type PaymentProvider,
  ProviderUnavailable,
} from './provider.ts';
import { behaviourOf } from './sandbox-cards.ts';
import {
  type Charge,
  cancelSlip,
  captureCharge,
  insertCard,
  issueSlip,
  type LateAnswer,
  lateAnswers,
  markTold,
  openCharge,
  transferBack,
  voidCharge,
} from './sandbox-store.ts';

/** The number of bank accounts to which every transfer is refused. */
export const CLOSED_ACCOUNT = '0000000';

/** A late card is answered so long after it was asked. */
const LATE_ANSWER_MS = 5_000;
/** A card holder who is asked has so long to answer. */
export const CHALLENGE_MS = 10 * 60_000;

export interface SandboxProvider extends PaymentProvider {
  /** Authorisations that were answered late and are due now, to be told by webhook; each until `told` is called. */
  dueAnswers(now: Date, limit: number): Promise<LateAnswer[]>;
  told(idempotencyKey: string): Promise<void>;
}

/**
 * A payment provider without a bank behind it, for development and demonstrations. Its books are durable and its own:
 * a call repeated after a crash finds the first one's effect. Behaviour follows from the card number.
 */
export function createSandboxProvider(stores: {
  readonly database: Database;
  readonly clock: Clock;
  /** Known to the sandbox alone. */
  readonly fingerprintSecret: string;
}): SandboxProvider {
  const { database, clock, fingerprintSecret } = stores;
  return {
    async tokenize({ number }) {
      const token = `tok_${randomBytes(18).toString('base64url')}`;
      const kept = { brand: cardBrand(number), last4: number.slice(-4) };
      await insertCard(database, { token, ...kept, behaviour: behaviourOf(number) }, clock.now());
      const fingerprint = createHmac('sha256', fingerprintSecret).update(number).digest('base64url');
      return { token, ...kept, fingerprint };
    },

    async authorize({ idempotencyKey, token, amountYen }) {
      const now = clock.now();
      const reference = `ch_${randomBytes(12).toString('base64url')}`;
      const lateAnswerAt = new Date(now.getTime() + LATE_ANSWER_MS);
      const challengeUntil = new Date(now.getTime() + CHALLENGE_MS);
      const wanted = { idempotencyKey, reference, token, amountYen, lateAnswerAt, challengeUntil };
      const charge = await openCharge(database, wanted, now);
      if (!charge) return { kind: 'declined', code: 'PROVIDER_REFUSED' };
      if (charge.fresh && charge.behaviour === 'LOSE_FIRST_ANSWER') {
        throw new ProviderUnavailable(`no answer to ${idempotencyKey}`);
      }
      return authorizeAnswer(charge);
    },

    async capture(call) {
      return captureAnswer(call, await captureCharge(database, call.reference));
    },

    async voidAuthorization({ reference }) {
      return { kind: (await voidCharge(database, reference)) === 'CAPTURED' ? 'captured' : 'voided' };
    },

    async issueSlip({ idempotencyKey, chain, amountYen, deadlineAt }) {
      const numbers = slipNumbers(idempotencyKey, chain);
      const slip = { idempotencyKey, chain, ...numbers, amountYen, deadlineAt };
      const { paymentCode, confirmationNumber } = await issueSlip(database, slip, clock.now());
      return { paymentCode, ...(confirmationNumber ? { confirmationNumber } : {}) };
    },

    async cancelSlip({ issuedUnder, chain, amountYen, deadlineAt }) {
      const numbers = slipNumbers(issuedUnder, chain);
      const slip = { idempotencyKey: issuedUnder, chain, ...numbers, amountYen, deadlineAt };
      await cancelSlip(database, slip, clock.now());
    },

    async refund(call) {
      if (call.bankAccount?.accountNumber === CLOSED_ACCOUNT)
        return { kind: 'refused', code: 'ACCOUNT_CLOSED' };
      await transferBack(database, call, clock.now());
      return { kind: 'refunded' };
    },
    dueAnswers: (now, limit) => lateAnswers(database, now, limit),
    told: (idempotencyKey) => markTold(database, idempotencyKey),
  };
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

function authorizeAnswer(charge: Charge): AuthorizeAnswer {
  switch (charge.status) {
    case 'DECLINED':
      return { kind: 'declined', code: charge.code ?? 'CARD_DECLINED' };
    case 'PENDING':
      return { kind: 'pending' };
    case 'CHALLENGED':
      return {
        kind: 'actionNeeded',
        reference: charge.reference,
        url: `${CHALLENGES_PATH}${charge.reference}`,
        until: charge.answerAt!,
      };
    case 'AUTHORIZED':
    case 'CAPTURED':
    case 'VOIDED':
    case 'REFUNDED':
      return { kind: 'authorized', reference: charge.reference };
  }
}

function captureAnswer(
  call: ChargeCall,
  charge: Pick<Charge, 'status' | 'behaviour'> | undefined,
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
