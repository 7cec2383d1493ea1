import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { attach } from '@depachika/database/embedded.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { auditMoney, moneyText } from './audit.ts';

const USAGE = `Usage: npm run audit:money [-- --json]

Proves at one instant that points balance to zero, that every customer's balance, lots, holds and awards agree, and
that every payment and refund stands in the payment provider's books as it does in the shop's. Works while the shop runs.

  --json   print the report as JSON
  --help   print this

DATABASE_URL names the database; without it, the shop's own in DATA_DIR (default .data) is read.
Exit code: 0 when money is right, 1 when it is not, 2 when it could not be looked at.`;

const UNDEFINED_TABLE = '42P01';

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (!values.help) return await audit(values.json ?? false);
    console.log(USAGE);
    return 0;
  } catch (error) {
    console.error(explain(error as NodeJS.ErrnoException));
    return 2;
  }
}

async function audit(asJson: boolean): Promise<number> {
  const attached = await attach({
    url: process.env.DATABASE_URL,
    folder: process.env.DATA_DIR ?? fileURLToPath(new URL('../../.data', import.meta.url)),
    onProgress: (step) => console.error(step),
  });
  const database = openDatabase({ url: attached.url, service: 'payments audit', poolSize: 1 });
  try {
    const report = await auditMoney(database);
    console.log(asJson ? JSON.stringify(report, null, 2) : moneyText(report));
    return report.differenceCount === 0 ? 0 : 1;
  } finally {
    await database.close();
    await attached.close();
  }
}

function explain({ code, message }: NodeJS.ErrnoException): string {
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${message}\n\n${USAGE}`;
  if (code === UNDEFINED_TABLE)
    return 'There are no payments in this database yet: start the shop first (npm start).';
  return `Money could not be audited: ${message}`;
}
