import type { Database } from '@depachika/database/database.ts';
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
export async function auditMoney(database: Database): Promise<MoneyReport> {
  const options = { name: 'payments.audit', isolation: 'repeatable read', timeoutMs: 600_000 } as const;
  return database.transaction(options, async (tx) => {
    const [totals] = await tx.query<Totals>(
      `SELECT (SELECT count(*) FROM payments.payments) AS payments,
         (SELECT count(*) FROM payments.points_transactions) AS "pointsTransactions",
         (SELECT count(*) FROM payments.points_balances) AS "customersWithPoints"`,
    );
    const differences: MoneyDifference[] = [];
    let differenceCount = 0;
    for (const { code, sql } of MONEY_CHECKS) {
      const rows = await tx.query<Found>(
        `SELECT subject, expected, found, count(*) OVER () AS total FROM (${sql}) AS found_by_check
         ORDER BY subject LIMIT ${MAX_DIFFERENCES}`,
      );
      differences.push(...rows.map(({ subject, expected, found }) => ({ code, subject, expected, found })));
      differenceCount += rows[0]?.total ?? 0;
    }
    return { ...totals!, differences, differenceCount };
  });
}

type Totals = Pick<MoneyReport, 'payments' | 'pointsTransactions' | 'customersWithPoints'> &
  Record<string, unknown>;

type Found = { subject: string; expected: string; found: string; total: number };

/** The report for people; one line per difference. */
export function moneyText(report: MoneyReport): string {
  const { payments, pointsTransactions, customersWithPoints, differences, differenceCount } = report;
  const looked = `${payments} payments, ${pointsTransactions} points transactions of ${customersWithPoints} customers`;
  if (differenceCount === 0) return `Money is right: ${looked}.`;
  const lines = differences.map(
    ({ code, subject, expected, found }) => `  ${code} ${subject}: expected ${expected}, found ${found}`,
  );
  const more = differenceCount - differences.length;
  if (more > 0) lines.push(`… and ${more} more`);
  return [`Money is WRONG in ${differenceCount} places (${looked}):`, ...lines].join('\n');
}
