import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { systemClock as clock } from '@depachika/clock/clock.ts';
import { type ExportReport, exportFile, UnknownColumn } from '@depachika/products/bulk/export-file.ts';
import { FILE_KINDS } from '@depachika/products/bulk/import-report.ts';
import { defineCommand, runCommand, WrongUse } from '../command.ts';
import { progressOn } from '../line-progress.ts';
import { isMissingTable, openShopDatabase } from '../shop-database.ts';
import { READS_DATABASE } from '../shop-location.ts';
import { oneOf } from '../values.ts';

const ENCODINGS = ['utf-8', 'utf-8-bom', 'shift_jis'] as const;

export const command = defineCommand({
  name: 'catalogue:export',
  summary: 'writes products, prices or categories to a CSV file',
  description: `Writes products, prices or categories to a CSV file that catalogue:import reads again without a change.
    Drafts and withdrawn products are in it. A character that Shift_JIS does not have is named with its line and column, and
    no file is written then; on standard output such lines are left out. Works while the shop runs.`,
  takes: (command) =>
    command
      .argument('<products|prices|categories>', 'what to write', oneOf('The first word', FILE_KINDS))
      .argument('<file>', 'where to; - is standard output')
      .option(
        '--encoding <encoding>',
        'utf-8, utf-8-bom (spreadsheets know it by its mark) or shift_jis',
        oneOf('--encoding', ENCODINGS),
        'utf-8-bom' as const,
      )
      .option('--columns <names>', 'only these, with commas between', (text) => text.split(',')),
  examples: [
    'npm run catalogue:export -- products products.csv',
    'npm run catalogue:export -- products stock.csv --encoding shift_jis --columns sku,name_ja,price_yen',
    'npm run --silent catalogue:export -- prices - | head',
  ],
  reads: READS_DATABASE,
  exitCodes: {
    0: 'when the file is written',
    1: 'when a character cannot be written, or it failed',
    2: 'for wrong use',
  },
  async run({ args: [kind, path], options: { encoding, columns } }, running) {
    const database = await openShopDatabase(running, { service: 'catalogue export' });
    const stopping = new AbortController();
    const write = (out: Writable) =>
      exportFile(
        { database, clock },
        {
          ...{ kind, columns, out, signal: stopping.signal },
          encoding: encoding === 'shift_jis' ? encoding : 'utf-8',
          withMark: encoding === 'utf-8-bom',
          onProgress: (lines) => onProgress({ lines }),
        },
      );
    const onProgress = progressOn(process.stderr);
    const work = path === '-' ? write(process.stdout) : intoFile(path, write, stopping.signal);
    running.onStop(async () => {
      stopping.abort();
      await work.catch(() => undefined);
    });
    const report = await work.catch((error) => {
      throw error instanceof UnknownColumn ? new WrongUse(error.message) : error;
    });
    return tell(report, path);
  },
  explain: (error) =>
    isMissingTable(error)
      ? 'There is no catalogue in this database yet: start the shop first (npm start).'
      : `The file could not be written: ${error.message}`,
});

/** Written aside, and put in its place when it is whole: half a file would be read in as if it were one. */
async function intoFile(
  path: string,
  write: (out: Writable) => Promise<ExportReport>,
  signal: AbortSignal,
): Promise<ExportReport> {
  const aside = `${path}.${process.pid}.part`;
  const out = createWriteStream(aside, { flags: 'wx' });
  // Whoever writes to it next, or waits for its end, is told.
  out.on('error', () => undefined);
  try {
    await once(out, 'open');
    const report = await write(out);
    out.end();
    await finished(out);
    if (report.problemCount === 0 && !signal.aborted) await rename(aside, path);
    return report;
  } finally {
    out.destroy();
    await rm(aside, { force: true });
  }
}

function tell({ lines, problems, problemCount }: ExportReport, path: string): number {
  for (const { line, column, character } of problems) {
    const point = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    console.error(`Line ${line}, ${column}: Shift_JIS has no ${character} (U+${point})`);
  }
  if (problemCount > problems.length) console.error(`… and ${problemCount - problems.length} more`);
  if (problemCount > 0)
    console.error(
      `Nothing was written: ${problemCount} cells cannot be. Leave their columns out, or use UTF-8.`,
    );
  else if (path !== '-') console.error(`${lines} lines written to ${path}`);
  return problemCount === 0 ? 0 : 1;
}

if (import.meta.main) await runCommand(command);
