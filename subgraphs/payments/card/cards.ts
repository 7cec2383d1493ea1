import type { Clock } from '@depachika/clock/clock.ts';
import { jstDate } from '@depachika/clock/jst.ts';
import type { Database } from '@depachika/database/database.ts';
import { type InvalidInput, invalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { PaymentMethod, PrismaClient } from '../generated/prisma/client.ts';
import { CARD_TOKEN_LIFE_MS } from '../payment/prepare-payment.ts';
import type { PaymentProvider } from '../provider/provider.ts';
import { type CardDetails, cardProblem } from './card.ts';

export interface CardDependencies {
  readonly database: Database;
  readonly prisma: PrismaClient;
  readonly provider: PaymentProvider;
  readonly clock: Clock;
}

/** A customer keeps at most so many cards. */
export const MAX_SAVED_CARDS = 20;

export type TokenizeOutcome =
  | { readonly kind: 'tokenized'; readonly cardToken: string; readonly label: string }
  | InvalidInput;

/** Hands a card to the provider; what stays is a token for one use within 30 minutes. */
export async function tokenizeCard(
  { provider, prisma, clock }: CardDependencies,
  customerId: string,
  card: CardDetails,
): Promise<TokenizeOutcome> {
  const now = clock.now();
  const number = card.number.normalize('NFKC').replace(/[\s-]/g, '');
  const problem = cardProblem({ ...card, number }, jstDate(now));
  if (problem) return problem;
  const { token, brand, last4 } = await provider.tokenize({ ...card, number });
  const label = `${brand} ${last4}`;
  const { expiryMonth, expiryYear } = card;
  await prisma.cardToken.create({
    data: { token, customerId, label, expiryMonth, expiryYear, createdAt: now },
  });
  return { kind: 'tokenized', cardToken: token, label };
}

export type SaveCardOutcome =
  | { readonly kind: 'saved'; readonly paymentMethod: PaymentMethod }
  | InvalidInput;

/** Keeps a tokenised card for later orders; uses the token up. Two at once: one wins. */
export async function saveCard(
  { database, clock }: CardDependencies,
  customerId: string,
  cardToken: string,
): Promise<SaveCardOutcome> {
  const now = clock.now();
  return database.transaction({ name: 'payments.saveCard' }, async (tx) => {
    // Whoever saves another card at the same moment waits here, and then counts this one too.
    await tx.query(`SELECT id FROM payments.payment_methods WHERE customer_id = $1 ORDER BY id FOR UPDATE`, [
      customerId,
    ]);
    const kept = await tx.query(
      `SELECT id FROM payments.payment_methods WHERE customer_id = $1 LIMIT ${MAX_SAVED_CARDS}`,
      [customerId],
    );
    if (kept.length >= MAX_SAVED_CARDS) {
      return invalidInput('cardToken', `at most ${MAX_SAVED_CARDS} cards: remove one first`);
    }
    const id = newId('pym');
    const [card] = await tx.query<{ label: string; expiry_month: number; expiry_year: number }>(
      `UPDATE payments.card_tokens SET used_for = $3
       WHERE token = $1 AND customer_id = $2 AND used_for IS NULL AND created_at > $4
       RETURNING label, expiry_month, expiry_year`,
      [cardToken, customerId, id, new Date(now.getTime() - CARD_TOKEN_LIFE_MS)],
    );
    if (!card) return invalidInput('cardToken', 'a token of yours, unused and less than 30 minutes old');
    await tx.query(
      `INSERT INTO payments.payment_methods (id, customer_id, provider_token, label, expiry_month, expiry_year, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, customerId, cardToken, card.label, card.expiry_month, card.expiry_year, now],
    );
    return {
      kind: 'saved',
      paymentMethod: {
        id,
        customerId,
        providerToken: cardToken,
        label: card.label,
        expiryMonth: card.expiry_month,
        expiryYear: card.expiry_year,
        createdAt: now,
      },
    };
  });
}

export async function removeCard(
  { prisma }: CardDependencies,
  customerId: string,
  id: string,
): Promise<{ readonly kind: 'removed' } | NotFound> {
  const { count } = await prisma.paymentMethod.deleteMany({ where: { id, customerId } });
  return count > 0 ? { kind: 'removed' } : notFound(id);
}
