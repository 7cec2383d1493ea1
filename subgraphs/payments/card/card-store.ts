import type { Sql, Transaction } from '@depachika/database/database.ts';
import { CARD_TOKEN_LIFE_MS, type SavedCard } from './card.ts';

/** A card that the provider keeps, for one use. */
export interface CardToken {
  readonly token: string;
  readonly customerId: string;
  /** Brand and last four digits. */
  readonly label: string;
  readonly expiryMonth: number;
  readonly expiryYear: number;
  readonly createdAt: Date;
}

export async function insertCardToken(sql: Sql, card: CardToken): Promise<void> {
  const { token, customerId, label, expiryMonth, expiryYear, createdAt } = card;
  await sql.query(
    `INSERT INTO payments.card_tokens (token, customer_id, label, expiry_month, expiry_year, created_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [token, customerId, label, expiryMonth, expiryYear, createdAt],
  );
}

export type ClaimedCard = Pick<CardToken, 'token' | 'label' | 'expiryMonth' | 'expiryYear'>;

/**
 * Uses a token up for one thing: an order, or a card to keep. The same again gets the same answer.
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
     RETURNING token, label, expiry_month AS "expiryMonth", expiry_year AS "expiryYear"`,
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
  providerToken: string,
): Promise<void> {
  const { id, customerId, label, expiryMonth, expiryYear, createdAt } = card;
  await tx.query(
    `INSERT INTO payments.payment_methods (id, customer_id, provider_token, label, expiry_month, expiry_year, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [id, customerId, providerToken, label, expiryMonth, expiryYear, createdAt],
  );
}

/** A card that this customer keeps, with the provider's token. */
export async function findSavedCard(
  tx: Transaction,
  { id, customerId }: { readonly id: string; readonly customerId: string },
): Promise<ClaimedCard | undefined> {
  const [card] = await tx.query<ClaimedCard & Record<string, unknown>>(
    `SELECT provider_token AS token, label, expiry_month AS "expiryMonth", expiry_year AS "expiryYear"
     FROM payments.payment_methods WHERE id = $1 AND customer_id = $2`,
    [id, customerId],
  );
  return card;
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
