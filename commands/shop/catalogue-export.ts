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
    const { signal } = stopping;
    const work = path === '-' ? intoOutput(write, signal) : intoFile(path, write, signal);
    running.onStop(async () => {
      stopping.abort();
      await work.catch(() => undefined);
    });
    const written = await work.catch((error) => {
      throw error instanceof UnknownColumn ? new WrongUse(error.message) : error;
    });
    for (const line of told(written, path)) console.error(line);
    return written.report.problemCount === 0 ? 0 : 1;
  },
  explain: (error) =>
    isMissingTable(error)
      ? 'There is no catalogue in this database yet: start the shop first (npm start).'
      : `The file could not be written: ${error.message}`,
});

/** What an export has left behind. */
export interface Written {
  readonly report: ExportReport;
  /** Before everything was where it was to go: a file is not there then. */
  readonly isInterrupted: boolean;
}

async function intoOutput(
  write: (out: Writable) => Promise<ExportReport>,
  signal: AbortSignal,
): Promise<Written> {
  const report = await write(process.stdout);
  return { report, isInterrupted: signal.aborted };
}

/** Written aside, and put in its place when it is whole: half a file would be read in as if it were one. */
async function intoFile(
  path: string,
  write: (out: Writable) => Promise<ExportReport>,
  signal: AbortSignal,
): Promise<Written> {
  const aside = `${path}.${process.pid}.part`;
  const out = createWriteStream(aside, { flags: 'wx' });
  // Whoever writes to it next, or waits for its end, is told.
  out.on('error', () => undefined);
  try {
    await once(out, 'open');
    const report = await write(out);
    out.end();
    await finished(out);
    const isInterrupted = signal.aborted;
    if (report.problemCount === 0 && !isInterrupted) await rename(aside, path);
    return { report, isInterrupted };
  } finally {
    out.destroy();
    await rm(aside, { force: true });
  }
}

/** What a person is told of it, line by line. @param path - is standard output */
export function told({ report, isInterrupted }: Written, path: string): string[] {
  const { lines, problems, problemCount } = report;
  const isOutput = path === '-';
  const said: string[] = [];
  if (isInterrupted)
    said.push(isOutput ? 'Interrupted: the output is not whole.' : 'Interrupted: no file was written.');
  for (const { line, column, character } of problems) {
    const point = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    said.push(`Line ${line}, ${column}: Shift_JIS has no ${character} (U+${point})`);
  }
  if (problemCount > problems.length) said.push(`… and ${problemCount - problems.length} more`);
  if (problemCount > 0) {
    const became = isOutput ? 'Their lines were left out' : 'Nothing was written';
    said.push(`${became}: ${problemCount} cells cannot be written. Leave their columns out, or use UTF-8.`);
  } else if (!isOutput && !isInterrupted) said.push(`${lines} lines written to ${path}`);
  return said;
}

if (import.meta.main) await runCommand(command);
