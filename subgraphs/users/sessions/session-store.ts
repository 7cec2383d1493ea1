import type { Sql, Transaction } from '@depachika/database/database.ts';
import type { UserRecord } from '../accounts/user.ts';
import { userColumns } from '../accounts/user-store.ts';
import type { Device } from '../devices/device.ts';
import { passwordMark } from '../devices/device-store.ts';
import type { CountedLogin } from './failed-logins.ts';
import type { NewRefreshToken, NewSession } from './session.ts';

export type SessionEnd =
  | 'LOGOUT'
  | 'REUSED'
  | 'ROLE_CHANGED'
  | 'DISABLED'
  | 'ENDED'
  | 'PASSWORD_CHANGED'
  /** A guest opened an account. */
  | 'UPGRADED'
  /** A guest logged in to an account. */
  | 'MERGED';

/** Stores a session with its first refresh token. */
export async function insertSession(sql: Sql, session: NewSession): Promise<void> {
  const { sessionId, userId, refresh, staysSignedIn, device, now } = session;
  await sql.query(
    `WITH session AS (
       INSERT INTO users.sessions (id, user_id, created_at, last_used_at, expires_at, stays_signed_in, device)
       VALUES ($1, $2, $3, $3, $4, $6, $7) RETURNING id
     )
     INSERT INTO users.refresh_tokens (hash, session_id, issued_at, expires_at) SELECT $5, id, $3, $4 FROM session`,
    [sessionId, userId, now, refresh.expiresAt, refresh.hash, staysSignedIn, device],
  );
}

/** Stores the session of whoever opened the link of one order: it is not refreshed. */
export async function insertReaderSession(
  sql: Sql,
  session: {
    readonly sessionId: string;
    readonly userId: string;
    readonly orderId: string;
    readonly now: Date;
    readonly expiresAt: Date;
  },
): Promise<void> {
  const { sessionId, userId, orderId, now, expiresAt } = session;
  await sql.query(
    `INSERT INTO users.sessions (id, user_id, order_id, created_at, last_used_at, expires_at)
     VALUES ($1, $2, $3, $4, $4, $5)`,
    [sessionId, userId, orderId, now, expiresAt],
  );
}

export type LoginSession =
  | { readonly kind: 'opened'; readonly user: UserRecord; readonly devices: number }
  | { readonly kind: 'accountDisabled' }
  | { readonly kind: 'invalidCredentials' };

/**
 * Stores a session as {@link insertSession} does with the device that it began on, and forgets the failed logins among which this one
 * counted. The user is locked against a change of role or password and against being disabled meanwhile, and returned as locked:
 * such a change ends every session of before, and none may slip through.
 * @param session.passwordHash that of the password that was shown
 */
export async function insertLoginSession(
  sql: Sql,
  session: Omit<NewSession, 'device'> & {
    readonly passwordHash: string;
    readonly counted: CountedLogin;
    readonly device: Device;
    readonly deviceName: string;
  },
): Promise<LoginSession> {
  const { sessionId, userId, refresh, now, counted, device } = session;
  const [row] = await sql.query<UserRecord & { devices: number }>(
    `WITH owner AS (
       SELECT * FROM users.users WHERE id = $2 AND disabled_at IS NULL AND password_hash = $9 FOR SHARE
     ),
     session AS (
       INSERT INTO users.sessions (id, user_id, created_at, last_used_at, expires_at, stays_signed_in, device)
       SELECT $1, id, $3, $3, $4, $10, $11 FROM owner RETURNING id
     ),
     token AS (
       INSERT INTO users.refresh_tokens (hash, session_id, issued_at, expires_at) SELECT $5, id, $3, $4 FROM session
     ),
     device AS (
       INSERT INTO users.devices (hash, user_id, password_mark, used_at, expires_at)
       SELECT $7, id, ${passwordMark('password_hash')}, $3, $8 FROM owner
       ON CONFLICT (hash) DO UPDATE SET used_at = $3, expires_at = $8
     ),
     forgotten AS (DELETE FROM users.login_attempts WHERE account = $6 AND EXISTS (SELECT 1 FROM owner))
     SELECT ${userColumns('owner')},
            (SELECT count(*) FROM users.devices WHERE user_id = owner.id AND hash <> $7) + 1 AS devices
       FROM owner`,
    [
      ...[
        sessionId,
        userId,
        now,
        refresh.expiresAt,
        refresh.hash,
        counted.own,
        device.hash,
        device.expiresAt,
      ],
      ...[session.passwordHash, session.staysSignedIn, session.deviceName],
    ],
  );
  if (!row) return refusedMeanwhile(sql, userId);
  const { devices, ...user } = row;
  return { kind: 'opened', user, devices };
}

async function refusedMeanwhile(
  sql: Sql,
  userId: string,
): Promise<Exclude<LoginSession, { readonly kind: 'opened' }>> {
  const [disabled] = await sql.query('SELECT 1 FROM users.users WHERE id = $1 AND disabled_at IS NOT NULL', [
    userId,
  ]);
  return { kind: disabled ? 'accountDisabled' : 'invalidCredentials' };
}

export type UseOfToken =
  | {
      readonly kind: 'first';
      readonly sessionId: string;
      readonly startedAt: Date;
      readonly staysSignedIn: boolean;
    }
  | { readonly kind: 'again'; readonly sessionId: string; readonly usedAt: Date }
  | { readonly kind: 'unknown' };

/** Marks a refresh token used. Of several at once exactly one gets `first`: the row lock decides. */
export async function useRefreshToken(tx: Transaction, hash: Buffer, now: Date): Promise<UseOfToken> {
  const [used] = await tx.query<{ session_id: string; created_at: Date; stays_signed_in: boolean }>(
    `UPDATE users.refresh_tokens token SET used_at = $2 FROM users.sessions session
      WHERE hash = $1 AND used_at IS NULL AND token.expires_at > $2 AND session.id = token.session_id
      RETURNING session_id, session.created_at, session.stays_signed_in`,
    [hash, now],
  );
  if (used)
    return {
      kind: 'first',
      sessionId: used.session_id,
      startedAt: used.created_at,
      staysSignedIn: used.stays_signed_in,
    };
  const [known] = await tx.query<{ session_id: string; used_at: Date | null }>(
    `SELECT session_id, used_at FROM users.refresh_tokens WHERE hash = $1`,
    [hash],
  );
  if (!known?.used_at) return { kind: 'unknown' };
  return { kind: 'again', sessionId: known.session_id, usedAt: known.used_at };
}

/** A refresh token in exchange for another one. */
interface NextToken {
  readonly sessionId: string;
  readonly replacedHash: Buffer;
  /** From which the next token followed. */
  readonly salt: Buffer;
  readonly refresh: Pick<NewRefreshToken, 'hash' | 'expiresAt'>;
  readonly now: Date;
}

/** Gives an open session its next refresh token. @returns its user; undefined when the session has ended */
export async function continueSession(
  tx: Transaction,
  { sessionId, replacedHash, salt, refresh, now }: NextToken,
): Promise<UserRecord | undefined> {
  const [user] = await tx.query<UserRecord>(
    `WITH session AS (
       UPDATE users.sessions SET expires_at = $2, replaced_hash = $3, successor_salt = $4, last_used_at = $5
        WHERE id = $1 AND ended_at IS NULL RETURNING user_id
     )
     SELECT ${userColumns('owner')} FROM session JOIN users.users owner ON owner.id = session.user_id`,
    [sessionId, refresh.expiresAt, replacedHash, salt, now],
  );
  if (!user) return undefined;
  await tx.query(
    `INSERT INTO users.refresh_tokens (hash, session_id, issued_at, expires_at) VALUES ($1, $2, $3, $4)`,
    [refresh.hash, sessionId, now, refresh.expiresAt],
  );
  return user;
}

/** The exchange that an open session saw last. */
export interface LastExchange {
  readonly replacedHash: Buffer;
  readonly salt: Buffer;
  /** When the token ends that was given in exchange. */
  readonly expiresAt: Date;
  readonly user: UserRecord;
}

/** @returns undefined when the session has ended, or has not exchanged a token yet */
export async function lastExchange(
  tx: Transaction,
  { sessionId, now }: { readonly sessionId: string; readonly now: Date },
): Promise<LastExchange | undefined> {
  const [row] = await tx.query<
    UserRecord & {
      readonly replaced_hash: Buffer;
      readonly successor_salt: Buffer;
      readonly session_expires_at: Date;
    }
  >(
    `SELECT session.replaced_hash, session.successor_salt, session.expires_at AS session_expires_at,
            ${userColumns('owner')}
       FROM users.sessions session JOIN users.users owner ON owner.id = session.user_id
      WHERE session.id = $1 AND session.ended_at IS NULL AND session.expires_at > $2
        AND session.replaced_hash IS NOT NULL`,
    [sessionId, now],
  );
  if (!row) return undefined;
  const { replaced_hash: replacedHash, successor_salt: salt, session_expires_at: expiresAt, ...user } = row;
  return { replacedHash, salt, expiresAt, user };
}

/** @returns the session's end: now, or when it had ended before; undefined when there is no such session */
export async function endSession(
  sql: Sql,
  { sessionId, reason, now }: { readonly sessionId: string; readonly reason: SessionEnd; readonly now: Date },
): Promise<Date | undefined> {
  const [session] = await sql.query<{ ended_at: Date }>(
    `UPDATE users.sessions SET ended_at = COALESCE(ended_at, $2), end_reason = COALESCE(end_reason, $3)
      WHERE id = $1 RETURNING ended_at`,
    [sessionId, now, reason],
  );
  return session?.ended_at;
}

/** @param end.exceptId a session that goes on @returns the ids of the sessions that were open */
export async function endSessionsOf(
  sql: Sql,
  {
    userId,
    reason,
    now,
    exceptId = '',
  }: {
    readonly userId: string;
    readonly reason: SessionEnd;
    readonly now: Date;
    readonly exceptId?: string;
  },
): Promise<string[]> {
  const ended = await sql.query<{ id: string }>(
    `UPDATE users.sessions SET ended_at = $2, end_reason = $3
      WHERE user_id = $1 AND ended_at IS NULL AND id <> $4 RETURNING id`,
    [userId, now, reason, exceptId],
  );
  return ended.map(({ id }) => id);
}

/** @returns whether it was open, and this user's */
export async function endSessionOf(
  sql: Sql,
  { userId, sessionId, now }: { readonly userId: string; readonly sessionId: string; readonly now: Date },
): Promise<boolean> {
  const ended = await sql.query(
    `UPDATE users.sessions SET ended_at = $3, end_reason = 'ENDED'
      WHERE id = $2 AND user_id = $1 AND ended_at IS NULL AND expires_at > $3 RETURNING 1`,
    [userId, sessionId, now],
  );
  return ended.length > 0;
}

/** @returns when an open session ends by itself; undefined for one that has ended or never was */
export async function openUntil(sql: Sql, sessionId: string): Promise<Date | undefined> {
  const [session] = await sql.query<{ expires_at: Date }>(
    `SELECT expires_at FROM users.sessions WHERE id = $1 AND ended_at IS NULL`,
    [sessionId],
  );
  return session?.expires_at;
}

/** @returns those of these sessions that are open at `now` */
export async function openOf(sql: Sql, sessionIds: readonly string[], now: Date): Promise<string[]> {
  const open = await sql.query<{ id: string }>(
    `SELECT id FROM users.sessions WHERE id = ANY ($1::text[]) AND ended_at IS NULL AND expires_at > $2`,
    [sessionIds, now],
  );
  return open.map(({ id }) => id);
}
