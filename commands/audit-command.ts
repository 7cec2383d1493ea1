import type { Database } from '@depachika/database/database.ts';
import type { LongReadOptions } from '@depachika/database/snapshot.ts';
import { defineCommand, type RunnableCommand } from './command.ts';
import { isMissingTable, openShopDatabase } from './shop-database.ts';
import { READS_DATABASE } from './shop-location.ts';
import { timedOn } from './timed-parts.ts';

/** A command that reads a domain's books and says whether they are right. */
export interface AuditCommand<Report> {
  readonly name: string;
  readonly summary: string;
  /** What is audited, as a sentence begins: `Stock`. */
  readonly what: string;
  /** In sentences. */
  readonly proves: string;
  /** Said when the domain's tables are not there. */
  readonly nothingYet: string;
  readonly service: string;
  readonly audit: (database: Database, options: LongReadOptions) => Promise<Report>;
  readonly text: (report: Report) => string;
}

export function auditCommand<Report extends { readonly differenceCount: number }>(
  audit: AuditCommand<Report>,
): RunnableCommand {
  const { name, summary, what, proves, nothingYet, service } = audit;
  return defineCommand({
    name,
    summary,
    description: `${proves} Works while the shop runs. Parts that take over a second are named with their time.`,
    takes: (command) => command.option('--json', 'print the report as JSON'),
    reads: READS_DATABASE,
    exitCodes: {
      0: `when ${what.toLowerCase()} is right`,
      1: 'when it is not',
      2: 'when it could not be looked at',
    },
    async run({ options }, running) {
      // One connection reads, and one is there to cancel what the other waits for.
      const database = await openShopDatabase(running, { service: `${service} audit`, poolSize: 2 });
      const stopping = new AbortController();
      const reading = audit.audit(database, { timed: timedOn(process.stderr), signal: stopping.signal });
      running.onStop(async () => {
        stopping.abort();
        await reading.catch(() => undefined);
      });
      const report = await reading;
      console.log(options.json ? JSON.stringify(report, null, 2) : audit.text(report));
      return report.differenceCount === 0 ? 0 : 1;
    },
    // 1 says that the books are wrong.
    failsWith: 2,
    explain: (error) =>
      isMissingTable(error)
        ? `${nothingYet}: start the shop first (npm start).`
        : `${what} could not be audited: ${error.message}`,
  });
}
