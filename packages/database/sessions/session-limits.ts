/** Of the sessions of one service: what a server ends by itself. */
export interface SessionLimits {
  /** Longest single statement. */
  readonly statementTimeoutMs: number;
  /** Longest wait for a row lock. */
  readonly lockTimeoutMs: number;
}

export const SESSION_LIMITS: SessionLimits = { statementTimeoutMs: 5000, lockTimeoutMs: 3000 };

/** A client that leaves its transaction idle for longer loses its session. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/** The same as settings of a session: in ms, as PostgreSQL takes them. */
export function sessionSettings({ statementTimeoutMs, lockTimeoutMs }: SessionLimits) {
  return {
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  };
}

/** True when this address is that of a PgBouncer that lends sessions by transaction: `pgbouncer=true`. */
export function isPooledUrl(url: string): boolean {
  return /[?&]pgbouncer=true\b/.test(url);
}
