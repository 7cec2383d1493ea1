/**
 * True when the failure says nothing about the work itself: the other side is away, full or shutting down.
 * Such work waits and comes again; it must never use up the attempts of an innocent event.
 */
export function isTransient(error: unknown): boolean {
  let at = error;
  for (let depth = 0; at instanceof Error && depth < 10; depth += 1) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && TRANSIENT_CODES.test(code)) return true;
    if (LOST_CONNECTION.test(at.message)) return true;
    at = at.cause;
  }
  return false;
}

/**
 * Ours; Node's; SQLSTATE classes 08 (connection), 53 (resources), 57P (operator intervention) and 25006 (read-only,
 * during a fail-over). Source: PostgreSQL 15 documentation, appendix A.
 */
const TRANSIENT_CODES =
  /^(OVERLOADED|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT|08...|53...|57P..|25006)$/;

/** pg reports these without a code. */
const LOST_CONNECTION =
  /Connection terminated|Client has encountered a connection error|Cannot use a pool after calling end|Client was closed/;
