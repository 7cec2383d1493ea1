import type { Sql, Transaction } from '@depachika/database/database.ts';
import { CARD_TOKEN_LIFE_MS, type SavedCard } from './card.ts';

/** A card that the provider keeps, for one use. */
export interface CardToken {
  readonly token: string;
  readonly customerId: string;
  /** Brand and last four digits. */
  readonly label: string;
  /** The same for every token of one card. Null of a card that was kept before there were fingerprints. */
  readonly fingerprint: string | null;
  /** Where it was typed in: a keyed hash of the network. Null when nobody knows. */
  readonly network: string | null;
  readonly expiryMonth: number;
  readonly expiryYear: number;
  readonly createdAt: Date;
}

export async function insertCardToken(sql: Sql, card: CardToken): Promise<void> {
  const { token, customerId, label, fingerprint, network, expiryMonth, expiryYear, createdAt } = card;
  await sql.query(
    `INSERT INTO payments.card_tokens
       (token, customer_id, label, fingerprint, network, expiry_month, expiry_year, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [token, customerId, label, fingerprint, network, expiryMonth, expiryYear, createdAt],
  );
}

export type ClaimedCard = Pick<
  CardToken,
  'token' | 'label' | 'fingerprint' | 'network' | 'expiryMonth' | 'expiryYear'
>;

const CARD_FIELDS = `label, fingerprint, network, expiry_month AS "expiryMonth", expiry_year AS "expiryYear"`;

/** A card to pay with, and how many cards failed within the hour before. */
export type PayingCard = ClaimedCard & {
  readonly failures: { readonly ofAccount: number; readonly ofCard: number; readonly ofNetwork: number };
};

/** What a statement adds about the failures before: of this customer, of this card, and of where it was typed in. */
function failuresBefore(wanted: { customerId: string; orderId: string; now: string; card: string }) {
  const count = (whose: string) => `(SELECT count(*) FROM payments.payments AS p
    WHERE ${whose} AND p.method = 'CARD' AND p.status IN ('PREPARED', 'PENDING', 'ACTION_NEEDED', 'FAILED')
      AND p.created_at > ${wanted.now}::timestamptz - interval '1 hour'
      AND NOT (p.order_id = ${wanted.orderId} AND p.status = 'PREPARED'))`;
  const ofAccount = count(`p.customer_id = ${wanted.customerId}`);
  const ofCard = count(`p.card_fingerprint = ${wanted.card}.fingerprint`);
  const ofNetwork = count(`p.card_network = ${wanted.card}.network`);
  return `jsonb_build_object('ofAccount', ${ofAccount}, 'ofCard', ${ofCard}, 'ofNetwork', ${ofNetwork}) AS failures`;
}

/**
 * Uses a token up to pay an order. The same again gets the same answer.
 * @returns undefined when it is not this customer's, too old, or used for something else
 */
export async function claimCardForOrder(
  tx: Transaction,
  { token, customerId, orderId }: { token: string; customerId: string; orderId: string },
  now: Date,
): Promise<PayingCard | undefined> {
  const [card] = await tx.query<PayingCard & Record<string, unknown>>(
    `UPDATE payments.card_tokens AS t SET used_for = $3
     WHERE token = $1 AND customer_id = $2 AND coalesce(used_for, $3) = $3 AND created_at > $4
     RETURNING token, ${CARD_FIELDS},
       ${failuresBefore({ customerId: '$2', orderId: '$3', now: '$5', card: 't' })}`,
    [token, customerId, orderId, new Date(now.getTime() - CARD_TOKEN_LIFE_MS), now],
  );
  return card;
}

/** A card that this customer keeps, to pay an order with; undefined when they keep no such card. */
export async function savedCardForOrder(
  tx: Transaction,
  { id, customerId, orderId }: { readonly id: string; readonly customerId: string; readonly orderId: string },
  now: Date,
): Promise<PayingCard | undefined> {
  const [card] = await tx.query<PayingCard & Record<string, unknown>>(
    `SELECT provider_token AS token, ${CARD_FIELDS},
       ${failuresBefore({ customerId: '$2', orderId: '$3', now: '$4', card: 'm' })}
     FROM payments.payment_methods AS m WHERE id = $1 AND customer_id = $2`,
    [id, customerId, orderId, now],
  );
  return card;
}

/**
 * Uses a token up for a card to keep. The same again gets the same answer.
 * @returns undefined when it is not this customer's, too old, or used for something else
 */
export async function claimCardToken(
  tx: Transaction,
  { token, customerId, usedFor }: { token: string; customerId: string; usedFor: string },
  now: Date,
): Promise<ClaimedCard | undefined> {
  const [card] = await tx.query<ClaimedCard & Record<string, unknown>>(
    `UPDATE payments.card_tokens SET used_for = $3
     WHERE token = $1 AND customer_id = $2 AND coalesce(used_for, $3) = $3 AND created_at > $4
     RETURNING token, ${CARD_FIELDS}`,
    [token, customerId, usedFor, new Date(now.getTime() - CARD_TOKEN_LIFE_MS)],
  );
  return card;
}

/** The order that a token was used for came to nothing: the token may be used again. */
export async function freeCardToken(tx: Transaction, usedFor: string): Promise<void> {
  await tx.query(`UPDATE payments.card_tokens SET used_for = NULL WHERE used_for = $1`, [usedFor]);
}

/**
 * How many cards a customer keeps, up to `limit`. Another request that adds one at the same moment waits here, and counts
 * this one too.
 */
export async function countSavedCards(tx: Transaction, customerId: string, limit: number): Promise<number> {
  await tx.query(`SELECT id FROM payments.payment_methods WHERE customer_id = $1 ORDER BY id FOR UPDATE`, [
    customerId,
  ]);
  const kept = await tx.query(`SELECT id FROM payments.payment_methods WHERE customer_id = $1 LIMIT $2`, [
    customerId,
    limit,
  ]);
  return kept.length;
}

export async function insertSavedCard(
  tx: Transaction,
  card: SavedCard,
  { token, fingerprint, network }: Pick<CardToken, 'token' | 'fingerprint' | 'network'>,
): Promise<void> {
  const { id, customerId, label, expiryMonth, expiryYear, createdAt } = card;
  await tx.query(
    `INSERT INTO payments.payment_methods
       (id, customer_id, provider_token, label, fingerprint, network, expiry_month, expiry_year, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, customerId, token, label, fingerprint, network, expiryMonth, expiryYear, createdAt],
  );
}

/** @returns false when the customer has no such card */
export async function deleteSavedCard(
  sql: Sql,
  { id, customerId }: { readonly id: string; readonly customerId: string },
): Promise<boolean> {
  const rows = await sql.query(
    `DELETE FROM payments.payment_methods WHERE id = $1 AND customer_id = $2 RETURNING id`,
    [id, customerId],
  );
  return rows.length === 1;
}
