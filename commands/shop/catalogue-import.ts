import { systemClock as clock } from '@depachika/clock/clock.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { LANGUAGES, type Language } from '@depachika/messages/language.ts';
import { ENCODINGS, knowFile } from '@depachika/products/bulk/csv/text-encoding.ts';
import { WrongHeadings } from '@depachika/products/bulk/file-lines.ts';
import {
  type FileImport,
  type ImportOutcome,
  importFile,
  rehearseFile,
} from '@depachika/products/bulk/import-file.ts';
import { FILE_KINDS, linesOf } from '@depachika/products/bulk/import-report.ts';
import type { EditDependencies } from '@depachika/products/editing/edit-product.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import { defineCommand, runCommand, WrongUse } from '../command.ts';
import type { Running } from '../interruption.ts';
import { progressOn } from '../line-progress.ts';
import { operator } from '../operator.ts';
import { isMissingTable, openShopDatabase } from '../shop-database.ts';
import { READS_DATABASE } from '../shop-location.ts';
import { openShopPlatform } from '../shop-platform.ts';
import { oneOf } from '../values.ts';

export const command = defineCommand({
  name: 'catalogue:import',
  summary: 'reads products, prices or categories from a CSV file',
  description: `Reads products, prices or categories from a CSV file, as docs/bulk.md describes it, by the rules that staff's
    own edits follow. Good lines go in, those that are not allowed are listed with their column and what it may hold. The same
    file twice changes nothing the second time, and one that was interrupted or killed goes on where it stood. Works while
    the shop runs.`,
  takes: (command) =>
    command
      .argument('<products|prices|categories>', 'what is in the file', oneOf('The first word', FILE_KINDS))
      .argument('<file>', 'the file')
      .option('--dry-run', 'looks at every line and writes nothing')
      .option('--all-or-nothing', 'looks at every line first, and writes only when all of them are right')
      .option(
        '--encoding <encoding>',
        'utf-8 or shift_jis (default: whichever the whole file is)',
        oneOf('--encoding', ENCODINGS),
      )
      .option(
        '--language <language>',
        'of what may stand in a cell: ja or en',
        oneOf('--language', LANGUAGES),
        'en',
      ),
  examples: [
    'npm run catalogue:import -- products spring.csv --dry-run',
    'npm run catalogue:import -- prices sale.csv --all-or-nothing --language ja',
    'npm run catalogue:import -- categories tree.csv --encoding shift_jis',
  ],
  reads: READS_DATABASE,
  exitCodes: {
    0: 'when every line went in, or was there already',
    1: 'when lines were refused, or it failed',
    2: 'for wrong use, a heading included',
  },
  async run({ args: [kind, path], options }, running) {
    const file = await knowFile(path, options.encoding).catch((error) => {
      throw new WrongUse((error as Error).message);
    });
    const deps = await openCatalogue(running);
    const stopping = new AbortController();
    const onProgress = progressOn(process.stderr);
    const actor = operator('catalogue:import');
    const work = importAsAsked(deps, { kind, file, actor, signal: stopping.signal, onProgress }, options);
    running.onStop(async () => {
      stopping.abort();
      await work.catch(() => undefined);
    });
    const { outcome, isWritten } = await work.catch((error) => {
      throw error instanceof WrongHeadings ? new WrongUse(error.message) : error;
    });
    tell(outcome, { language: options.language, isWritten });
    return outcome.report.problemCount === 0 ? 0 : 1;
  },
  explain: (error) =>
    isMissingTable(error)
      ? 'There is no catalogue in this database yet: start the shop first (npm start).'
      : `The file could not be read in: ${error.message}`,
});

async function openCatalogue(running: Running): Promise<EditDependencies> {
  const database = await openShopDatabase(running, {
    service: 'catalogue import',
    poolSize: 2,
    statementTimeoutMs: LONGEST_STATEMENT_MS,
  });
  const { cache, pubSub } = openShopPlatform(running, { name: 'catalogue-import', database });
  const outbox = createOutbox({
    schema: 'catalog',
    clock,
    pubSub,
    source: '/depachika/products',
    currentRequestId,
  });
  return { database, cache: cache('products'), outbox, clock };
}

/** Some hundred products with everything of theirs, on a busy machine. */
const LONGEST_STATEMENT_MS = 60_000;

async function importAsAsked(
  deps: EditDependencies,
  given: FileImport,
  { dryRun, allOrNothing }: { readonly dryRun?: true; readonly allOrNothing?: true },
): Promise<{ readonly outcome: ImportOutcome; readonly isWritten: boolean }> {
  if (dryRun || allOrNothing) {
    const outcome = await rehearseFile(deps, given);
    if (dryRun || !outcome.isWhole || outcome.report.problemCount > 0) return { outcome, isWritten: false };
  }
  return { outcome: await importFile(deps, given), isWritten: true };
}

function tell(
  { report, isWhole }: ImportOutcome,
  { language, isWritten }: { readonly language: Language; readonly isWritten: boolean },
): void {
  const { added, changed, unchanged, refused, problems, problemCount } = report;
  for (const { line, column, found, allowed } of problems)
    console.log(`Line ${line}, ${column}: ${JSON.stringify(found)} must be ${allowed[language]}`);
  if (problemCount > problems.length) console.log(`… and ${problemCount - problems.length} more`);
  const counts = `${added} added, ${changed} changed, ${unchanged} unchanged, ${refused} refused`;
  console.log(`${linesOf(report)} lines: ${counts}${isWritten ? '' : '. Nothing was written.'}`);
  if (!isWhole) console.log('Interrupted: the same command goes on where it stood.');
}

if (import.meta.main) await runCommand(command);
