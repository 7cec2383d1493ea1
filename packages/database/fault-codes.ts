import type { SubgraphCode } from '@depachika/schema/error-codes.ts';

/** What a fault of something outside means for who asked. */
export type FaultCode = Extract<
  SubgraphCode,
  'SERVICE_UNAVAILABLE' | 'OVERLOADED' | 'DEADLINE_EXCEEDED' | 'FORBIDDEN'
>;

/**
 * The one translation of what drivers throw: `pg`, Prisma and its adapter, Redis, Kafka, other domains by RPC, and Node's
 * network beneath them. An error that wraps one of theirs means the same.
 * @returns undefined for a fault of our own
 */
export function faultCode(error: unknown): FaultCode | undefined {
  for (const fault of withCauses(error)) {
    const code = meaningOf(fault);
    if (code) return code;
  }
  return undefined;
}

/**
 * Ours and those of RPC; Node's and undici's; SQLSTATE (PostgreSQL 15 documentation, appendix A); Prisma's (error message
 * reference); names of Redis' and Kafka's clients; kinds of Prisma's driver adapter.
 */
const MEANINGS: readonly (readonly [FaultCode, RegExp])[] = [
  [
    'SERVICE_UNAVAILABLE',
    /^(UNAVAILABLE|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/,
  ],
  ['SERVICE_UNAVAILABLE', /^UND_ERR_(SOCKET|CLOSED|DESTROYED|CONNECT_TIMEOUT)$/],
  // No connection, no such database or account, no disk or memory, shutting down, read-only during a fail-over.
  ['SERVICE_UNAVAILABLE', /^(08...|28000|28P01|3D000|53[124]00|57P..|25006)$/],
  ['SERVICE_UNAVAILABLE', /^(P1000|P1001|P1003|P1010|P1011|P1017|PrismaClientInitializationError)$/],
  ['SERVICE_UNAVAILABLE', /^(DatabaseNotReachable|ConnectionClosed|TlsConnectionError)$/],
  ['SERVICE_UNAVAILABLE', /^(MaxRetriesPerRequestError|ClusterAllFailedError)$/],
  ['SERVICE_UNAVAILABLE', /^KafkaJS(Connection|ConnectionClosed|BrokerNotFound|NumberOfRetriesExceeded)/],
  // Nothing was done: no room, or rolled back because others were in the way.
  ['OVERLOADED', /^(OVERLOADED|RESOURCE_EXHAUSTED|53300|40001|40P01|P2024|P2034|P2037)$/],
  ['OVERLOADED', /^(TooManyConnections|TransactionWriteConflict)$/],
  ['DEADLINE_EXCEEDED', /^(DEADLINE_EXCEEDED|TRANSACTION_TIMEOUT|57014|55P03|25P03|P1002|P1008|P2028)$/],
  ['DEADLINE_EXCEEDED', /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|SocketTimeout)$/],
  ['DEADLINE_EXCEEDED', /^(TimeoutError|KafkaJSRequestTimeoutError|KafkaJSTimeout)$/],
  ['FORBIDDEN', /^PERMISSION_DENIED$/],
];

/** Drivers report these by their text alone: `pg` and its pool, ioredis, Redis itself. */
const MEANINGS_OF_TEXT: readonly (readonly [FaultCode, RegExp])[] = [
  [
    'SERVICE_UNAVAILABLE',
    /Connection terminated|Client has encountered a connection error|Client was closed/,
  ],
  ['SERVICE_UNAVAILABLE', /Cannot use a pool after calling end|^Connection is closed\.$/],
  ['SERVICE_UNAVAILABLE', /^(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|TRYAGAIN) /],
  ['OVERLOADED', /timeout exceeded when trying to connect/],
  ['DEADLINE_EXCEEDED', /Query read timeout|^Command timed out$/],
];

/** What drivers' errors tell, each some of it. */
interface DriverFault {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  /** Prisma's at its start. */
  readonly errorCode?: unknown;
  /** Of the adapter's payload, which keeps PostgreSQL's code beside it. */
  readonly kind?: unknown;
  readonly originalCode?: unknown;
  readonly cause?: unknown;
  /** What an `AggregateError` is made of: one for each address of a name. */
  readonly errors?: unknown;
  readonly meta?: { readonly driverAdapterError?: unknown };
}

function meaningOf(fault: DriverFault): FaultCode | undefined {
  const { code, originalCode, kind, errorCode, name, message } = fault;
  // The embedded database listens on a file: without it there is nobody. Prisma keeps Node's code, and its text at the end.
  if (code === 'ENOENT' && /\bconnect ENOENT\b/.test(String(message))) return 'SERVICE_UNAVAILABLE';
  // An operator has closed the database; otherwise the code says that a statement of ours came at a wrong moment.
  if (/\bis not currently accepting connections$/.test(String(message))) return 'SERVICE_UNAVAILABLE';
  for (const key of [code, originalCode, errorCode, kind, name]) {
    const meaning = typeof key === 'string' && MEANINGS.find(([, keys]) => keys.test(key));
    if (meaning) return meaning[0];
  }
  if (typeof code === 'string' || typeof message !== 'string') return undefined;
  return MEANINGS_OF_TEXT.find(([, texts]) => texts.test(message))?.[0];
}

const MAX_CAUSES = 10;

/** The error, then what it wraps. */
function* withCauses(error: unknown): Generator<DriverFault> {
  const waiting: unknown[] = [error];
  for (let seen = 0; waiting.length > 0 && seen < MAX_CAUSES; seen += 1) {
    const fault = waiting.shift() as DriverFault | null | undefined;
    if (typeof fault !== 'object' || fault === null) continue;
    yield fault;
    waiting.push(fault.cause, fault.meta?.driverAdapterError);
    if (Array.isArray(fault.errors)) waiting.push(...fault.errors);
  }
}
