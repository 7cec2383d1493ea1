import { createHmac } from 'node:crypto';
import { jstDate } from '@depachika/clock/jst.ts';
import { type InvalidInput, invalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import { newId } from '@depachika/ids/ids.ts';
import { readLine } from '@depachika/text/text.ts';
import { messages } from '../messages/messages.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { type CardDetails, cardProblem, MAX_SAVED_CARDS, type SavedCard } from './card.ts';
import {
  claimCardToken,
  countSavedCards,
  deleteSavedCard,
  insertCardToken,
  insertSavedCard,
} from './card-store.ts';

export type TokenizeOutcome =
  | { readonly kind: 'tokenized'; readonly cardToken: string; readonly label: string }
  | InvalidInput;

/** Hands a card to the provider; what stays is a token for one use within 30 minutes, and where it was typed in. */
export async function tokenizeCard(
  { provider, database, clock, config }: PaymentsServices,
  { customerId, network }: { readonly customerId: string; readonly network: string | undefined },
  card: CardDetails,
): Promise<TokenizeOutcome> {
  const now = clock.now();
  const number = readLine(card.number, { min: 1, max: 40 }, 'NFKC')?.replace(/[\s-]/g, '') ?? '';
  const problem = cardProblem({ ...card, number }, jstDate(now));
  if (problem) return problem;
  const { token, brand, last4, fingerprint } = await provider.tokenize({ ...card, number });
  const label = `${brand} ${last4}`;
  const { expiryMonth, expiryYear } = card;
  const known = { fingerprint, network: network ? hashOf(network, config.webhookSecret) : null };
  const kept = { token, customerId, label, ...known, expiryMonth, expiryYear, createdAt: now };
  await insertCardToken(database, kept);
  return { kind: 'tokenized', cardToken: token, label };
}

/** Enough to count by, and not to find the network again. */
function hashOf(network: string, secret: string): string {
  return createHmac('sha256', secret).update(`network ${network}`).digest('base64url').slice(0, 22);
}

export type SaveCardOutcome = { readonly kind: 'saved'; readonly card: SavedCard } | InvalidInput;

/** Keeps a tokenised card for later orders; uses the token up. Two at once: one wins. */
export async function saveCard(
  { database, clock }: PaymentsServices,
  customerId: string,
  cardToken: string,
): Promise<SaveCardOutcome> {
  const now = clock.now();
  return database.transaction({ name: 'payments.saveCard' }, async (tx) => {
    if ((await countSavedCards(tx, customerId, MAX_SAVED_CARDS)) >= MAX_SAVED_CARDS) {
      return invalidInput('cardToken', messages.allowed.savedCards(MAX_SAVED_CARDS));
    }
    const id = newId('pym');
    const claimed = await claimCardToken(tx, { token: cardToken, customerId, usedFor: id }, now);
    if (!claimed) return invalidInput('cardToken', messages.allowed.freshToken);
    const { label, expiryMonth, expiryYear } = claimed;
    const card: SavedCard = { id, customerId, label, expiryMonth, expiryYear, createdAt: now };
    await insertSavedCard(tx, card, claimed);
    return { kind: 'saved', card };
  });
}

/** Forgets a card; orders that were paid with it keep its label. */
export async function removeCard(
  { database }: PaymentsServices,
  customerId: string,
  id: string,
): Promise<{ readonly kind: 'removed' } | NotFound> {
  return (await deleteSavedCard(database, { id, customerId })) ? { kind: 'removed' } : notFound(id);
}
