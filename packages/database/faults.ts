import type { SubgraphCode } from '@depachika/schema/error-codes.ts';

/** More callers wait for a connection than are admitted, or one waited too long. Worth trying again later. */
export class Overloaded extends Error {
  readonly code = 'OVERLOADED' satisfies SubgraphCode;

  constructor(service: string, reason: string, options?: ErrorOptions) {
    super(`The database of ${service} is overloaded: ${reason}`, options);
    this.name = 'Overloaded';
  }
}

/** A transaction took longer than its `timeoutMs`; it is rolled back, or was never begun. */
export class TransactionTimeout extends Error {
  readonly code = 'TRANSACTION_TIMEOUT';

  constructor(transaction: string, timeoutMs: number) {
    super(`Transaction ${transaction} did not end within ${timeoutMs} ms`);
    this.name = 'TransactionTimeout';
  }
}

/** A statement that PostgreSQL or its connection refused. `code` is the SQLSTATE (`23505`) or the system's error code. */
export class DatabaseFault extends Error {
  readonly code: string | undefined;
  readonly constraint: string | undefined;
  readonly table: string | undefined;

  constructor(operation: string, cause: unknown) {
    const { message, code, constraint, table } = cause as DatabaseFault;
    super(`${operation}: ${message}`, { cause });
    this.name = 'DatabaseFault';
    this.code = code;
    this.constraint = constraint;
    this.table = table;
  }
}

/** True when a statement was given a text that PostgreSQL can neither keep nor look for: one with a NUL. */
export function isUnstorableText(error: unknown): boolean {
  const { code, meta } = (error ?? {}) as {
    readonly code?: unknown;
    readonly meta?: {
      readonly driverAdapterError?: { readonly cause?: { readonly originalCode?: unknown } };
    };
  };
  // Prisma hands over PostgreSQL's own code inside of its own error.
  return [code, meta?.driverAdapterError?.cause?.originalCode].some(
    (one) => one === '22021' || one === '22P05',
  );
}

/** True for a violation of the unique index or constraint of this name (any, without a name). */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return violates(error, '23505', constraint);
}

/** True for a violation of the CHECK constraint of this name (any, without a name). */
export function isCheckViolation(error: unknown, constraint?: string): boolean {
  return violates(error, '23514', constraint);
}

function violates(error: unknown, code: string, constraint: string | undefined): boolean {
  const fault = error as Partial<DatabaseFault> | undefined;
  return fault?.code === code && (constraint === undefined || fault.constraint === constraint);
}
