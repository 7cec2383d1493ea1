import { randomBytes } from 'node:crypto';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { isId, newId } from '@depachika/ids/ids.ts';
import { ACCESS_TOKEN_MS } from '../keys/signing-key.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { accessToken } from '../sessions/issue-tokens.ts';
import { insertReaderSession } from '../sessions/session-store.ts';
import { ORDER_LINK_MS, orderLinkHash } from './order-link-rules.ts';
import { insertOrderLink, orderOfLink } from './order-link-store.ts';

/** Makes the token of an order's link for one mail. @returns undefined for whoever is no guest: they sign in */
export async function prepareOrderLink(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  order: { readonly userId: string; readonly orderId: string; readonly number: string },
): Promise<string | undefined> {
  const { userId, orderId, number } = order;
  if (!isId('usr', userId) || !isId('ord', orderId)) return undefined;
  const token = randomBytes(32).toString('base64url');
  const hash = orderLinkHash({ number, token });
  if (!hash) return undefined;
  const expiresAt = new Date(clock.now().getTime() + ORDER_LINK_MS);
  return (await insertOrderLink(database, { hash, userId, orderId, expiresAt })) ? token : undefined;
}

/** The right to read one order. */
export interface OrderReading {
  readonly orderId: string;
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
}

export type OpenOrderLinkResult =
  | ({ readonly kind: 'opened' } & OrderReading)
  /** Unknown, too old, of another number, or its guest is erased: they are not told apart. */
  | { readonly kind: 'invalidLink' };

/** Opens the link of an order, as often as its reader likes. The right that comes of it ends with its one access token. */
export async function openOrderLink(
  deps: { readonly database: Database; readonly clock: Clock; readonly keys: SigningKeys },
  input: { readonly number: string; readonly token: string },
): Promise<OpenOrderLinkResult> {
  const now = deps.clock.now();
  const hash = orderLinkHash({ number: input.number.trim().toUpperCase(), token: input.token });
  const link = hash && (await orderOfLink(deps.database, { hash, now }));
  if (!link) return { kind: 'invalidLink' };
  const { userId, orderId } = link;
  const sessionId = newId('ses');
  const expiresAt = new Date(now.getTime() + ACCESS_TOKEN_MS);
  await insertReaderSession(deps.database, { sessionId, userId, orderId, now, expiresAt });
  const claims = { sub: userId, sid: sessionId, ord: orderId, roles: [], scopes: [] };
  const issued = await accessToken(deps, claims, expiresAt);
  return { kind: 'opened', orderId, accessToken: issued.token, accessTokenExpiresAt: issued.expiresAt };
}
