import type { Database } from '@depachika/database/database.ts';
import { type LongReadOptions, readSnapshot, untimed } from '@depachika/database/snapshot.ts';
import { ACCOUNTS, type Accounts, accountsText } from './accounts.ts';
import { MONEY_CHECKS } from './audit-checks.ts';

/** Something in the books that is not as it must be. */
export interface MoneyDifference {
  /** Stable: `BALANCE_DIFFERS`. */
  readonly code: string;
  /** The customer, payment, order, hold or transaction. */
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
}

export interface MoneyReport {
  readonly payments: number;
  readonly pointsTransactions: number;
  readonly customersWithPoints: number;
  /** What the shop owes, and what it is owed. */
  readonly accounts: Accounts;
  /** At most {@link MAX_DIFFERENCES} of each kind. */
  readonly differences: readonly MoneyDifference[];
  /** All that there are. */
  readonly differenceCount: number;
}

export const MAX_DIFFERENCES = 200;

/**
 * Proves at one instant that points balance, that balances, lots, holds and awards agree, and that payments and refunds
 * stand in the provider's books as in the shop's. The provider is the sandbox: another one's books are not readable so.
 */
export async function auditMoney(
  database: Database,
  { timed = untimed, signal }: LongReadOptions = {},
): Promise<MoneyReport> {
  return readSnapshot(database, { name: 'payments.audit', signal }, async (books) => {
    const [totals] = await timed('TOTALS', () => books.query<Totals>(TOTALS));
    const differences: MoneyDifference[] = [];
    let differenceCount = 0;
    for (const { code, sql } of MONEY_CHECKS) {
      const rows = await timed(code, () => books.query<Found>(firstOf(sql)));
      differences.push(...rows.map(({ subject, expected, found }) => ({ code, subject, expected, found })));
      differenceCount += rows[0]?.total ?? 0;
    }
    const { payments, pointsTransactions, customersWithPoints, ...accounts } = totals!;
    return { payments, pointsTransactions, customersWithPoints, accounts, differences, differenceCount };
  });
}

const TOTALS = `SELECT accounts.*, (SELECT count(*) FROM payments.payments) AS payments,
  (SELECT count(*) FROM payments.points_transactions) AS "pointsTransactions",
  (SELECT count(*) FROM payments.points_balances) AS "customersWithPoints" FROM (${ACCOUNTS}) AS accounts`;

function firstOf(sql: string): string {
  return `SELECT subject, expected, found, count(*) OVER () AS total FROM (${sql}) AS found_by_check
    ORDER BY subject LIMIT ${MAX_DIFFERENCES}`;
}

type Totals = Pick<MoneyReport, 'payments' | 'pointsTransactions' | 'customersWithPoints'> &
  Accounts &
  Record<string, unknown>;

type Found = { subject: string; expected: string; found: string; total: number };

/** The report for people: one line per difference, and what is still to move. */
export function moneyText(report: MoneyReport): string {
  const { payments, pointsTransactions, customersWithPoints, differences, differenceCount } = report;
  const accounts = accountsText(report.accounts);
  const looked = `${payments} payments, ${pointsTransactions} points transactions of ${customersWithPoints} customers`;
  if (differenceCount === 0) return `Money is right: ${looked}.\n${accounts}`;
  const lines = differences.map(
    ({ code, subject, expected, found }) => `  ${code} ${subject}: expected ${expected}, found ${found}`,
  );
  const more = differenceCount - differences.length;
  if (more > 0) lines.push(`… and ${more} more`);
  return [`Money is WRONG in ${differenceCount} places (${looked}):`, ...lines, accounts].join('\n');
}
