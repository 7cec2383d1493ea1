import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Database } from '@depachika/database/database.ts';
import { attach } from '@depachika/database/embedded/embedded.ts';
import { openDatabase } from '@depachika/database/open-database.ts';

interface Words {
  /** What is audited, as a sentence begins: `Stock`. */
  readonly what: string;
  /** `npm run audit:stock`, and what is proved, in sentences. */
  readonly command: string;
  readonly proves: string;
  /** Said when the domain's tables are not there. */
  readonly nothingYet: string;
}

/** A command that reads a domain's books and says whether they are right. */
export interface AuditCommand<Report> extends Words {
  readonly service: string;
  readonly audit: (database: Database) => Promise<Report>;
  readonly text: (report: Report) => string;
}

const UNDEFINED_TABLE = '42P01';

/** @returns the exit code: 0 when the books are right, 1 when they are not, 2 when they could not be looked at */
export async function runAuditCommand<Report extends { readonly differenceCount: number }>(
  command: AuditCommand<Report>,
): Promise<0 | 1 | 2> {
  try {
    const { values } = parseArgs({
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (!values.help) return await audit(command, values.json ?? false);
    console.log(usage(command));
    return 0;
  } catch (error) {
    console.error(explain(command, error as NodeJS.ErrnoException));
    return 2;
  }
}

async function audit<Report extends { readonly differenceCount: number }>(
  command: AuditCommand<Report>,
  asJson: boolean,
): Promise<0 | 1> {
  const attached = await attach({
    url: process.env.DATABASE_URL,
    folder: process.env.DATA_DIR ?? fileURLToPath(new URL('../../.data', import.meta.url)),
    onProgress: (step) => console.error(step),
  });
  const database = openDatabase({ url: attached.url, service: `${command.service} audit`, poolSize: 1 });
  try {
    const report = await command.audit(database);
    console.log(asJson ? JSON.stringify(report, null, 2) : command.text(report));
    return report.differenceCount === 0 ? 0 : 1;
  } finally {
    await database.close();
    await attached.close();
  }
}

function usage({ command, proves, what }: Words): string {
  return `Usage: ${command} [-- --json]

${proves}

  --json   print the report as JSON
  --help   print this

DATABASE_URL names the database; without it, the shop's own in DATA_DIR (default .data) is read.
Exit code: 0 when ${what.toLowerCase()} is right, 1 when it is not, 2 when it could not be looked at.`;
}

function explain(command: Words, { code, message }: NodeJS.ErrnoException): string {
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${message}\n\n${usage(command)}`;
  if (code === UNDEFINED_TABLE) return `${command.nothingYet}: start the shop first (npm start).`;
  return `${command.what} could not be audited: ${message}`;
}
