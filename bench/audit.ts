import { fileURLToPath } from 'node:url';
import type { Database } from '@depachika/database/database.ts';
import { migrate } from '@depachika/database/migrations/migrations.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { addBulkStock } from '@depachika/inventory/audit/bulk-stock.ts';
import { auditStock } from '@depachika/inventory/audit/stock-audit-reader.ts';
import { auditMoney } from '@depachika/payments/audit/audit.ts';
import { addBulkPayments } from '@depachika/payments/audit/bulk-payments.ts';
import { inOwnDatabase } from './own-database.ts';
import { type BenchRow, median } from './table.ts';

const ORDERS = 100_000;
const ROUNDS = 3;

/**
 * Both audits over the books of 100,000 orders, in a database of their own.
 * @param serverUrl of a server on which databases may be made
 */
export function benchAudit(serverUrl: string): Promise<BenchRow[]> {
  return inOwnDatabase({ serverUrl, name: 'audit_bench' }, async (url) => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    await migrate({ url, root, domains: ['inventory', 'payments'] });
    const database = openDatabase({ url, service: 'audit bench', statementTimeoutMs: 600_000 });
    try {
      await addBulkPayments(database, ORDERS);
      await addBulkStock(database, ORDERS);
      return [await row(database, 'audit:money', auditMoney), await row(database, 'audit:stock', auditStock)];
    } finally {
      await database.close();
    }
  });
}

type Audit = (database: Database) => Promise<{ readonly differenceCount: number }>;

/** Median of the rounds after one that is not counted. */
async function row(database: Database, name: string, audit: Audit): Promise<BenchRow> {
  const seconds: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const startedAt = performance.now();
    const { differenceCount } = await audit(database);
    seconds.push((performance.now() - startedAt) / 1000);
    if (differenceCount > 0) throw new Error(`${name} found ${differenceCount} differences in right books`);
  }
  return {
    name: `${name} of ${ORDERS.toLocaleString('en-US')} orders`,
    value: median(seconds.slice(1)),
    unit: 's',
  };
}
