import { compatible } from '@depachika/text/unicode.ts';
import { bulkMessages as messages } from '../messages/bulk.ts';
import { type CsvRecord, csvRecords } from './csv/csv-records.ts';
import { type Headings, type KnownColumns, readHeadings } from './csv/headings.ts';
import type { KnownFile } from './csv/text-encoding.ts';
import { type FileLine, type LineProblem, shortened } from './line-problem.ts';

/** The heading of a file is none that can be read. The message is for people, in one line. */
export class WrongHeadings extends Error {}

export interface BatchOptions {
  readonly columns: KnownColumns;
  /** What a line is known by: no two lines of a file have the same. */
  readonly key: string;
  /** Lines of one such value stay together, and stand together. */
  readonly together: string | undefined;
  /** Lines of a batch; some more where a batch would end among lines that stay together. */
  readonly size: number;
  /** Lines that are passed over: they were done before. */
  readonly done: number;
  readonly onBytes: (bytes: number) => void;
}

/** Lines that stay together are at most as many. */
const LONGEST_RUN = 200;

/** The lines of a file in batches, each with what is wrong with it by itself. @throws WrongHeadings BrokenCsv */
export async function* fileBatches(file: KnownFile, options: BatchOptions): AsyncGenerator<FileLine[]> {
  const lines = fileLines(file, options);
  let batch: FileLine[] = [];
  let run = 0;
  for await (const line of lines) {
    const last = batch.at(-1);
    const staysTogether = last !== undefined && isOneRun(last, line, options) && run < LONGEST_RUN;
    if (batch.length >= options.size && !staysTogether) {
      yield batch;
      batch = [];
    }
    run = staysTogether ? run + 1 : 1;
    batch.push(line);
  }
  if (batch.length > 0) yield batch;
}

function isOneRun(last: FileLine, line: FileLine, { together }: BatchOptions): boolean {
  const value = together === undefined ? '' : textOf(line, together);
  return value !== '' && textOf(last, together!) === value;
}

async function* fileLines(file: KnownFile, options: BatchOptions): AsyncGenerator<FileLine> {
  const records = csvRecords(file, options.onBytes);
  const { columns } = await readFirst(records, options.columns);
  const seen = seenBefore(options);
  let count = 0;
  for await (const record of records) {
    const line = toLine(record, columns);
    const problems = [...line.problems, ...seen(line)];
    count += 1;
    if (count > options.done) yield { ...line, problems };
  }
}

async function readFirst(records: AsyncGenerator<CsvRecord>, known: KnownColumns) {
  const first = await records.next();
  if (first.done) throw new WrongHeadings('The file is empty: its first line names its columns');
  const headings = readHeadings(first.value.cells, known);
  if (headings.kind === 'headings') return headings;
  throw new WrongHeadings(refusalOf(headings, known));
}

function refusalOf(wrong: Exclude<Headings, { kind: 'headings' }>, { columns }: KnownColumns): string {
  switch (wrong.kind) {
    case 'unknown': {
      const known = columns.map(({ name, ja }) => `${name} (${ja})`);
      return `There is no column ${JSON.stringify(wrong.heading)}. There are: ${known.join(', ')}`;
    }
    case 'twice':
      return `The column ${JSON.stringify(wrong.heading)} is there twice`;
    case 'missing':
      return `The column ${wrong.column} is missing`;
  }
}

function toLine({ line, cells }: CsvRecord, columns: readonly string[]): FileLine {
  const byColumn = new Map(columns.map((column, index) => [column, cells[index] ?? '']));
  const fits = cells.length === columns.length || cells.slice(columns.length).every((cell) => cell === '');
  const isShort = cells.length < columns.length;
  if (fits && !isShort) return { line, cells: byColumn, problems: [], isMisfit: false };
  const allowed = messages.allowed.cells(columns.length);
  const column = columns[Math.min(cells.length, columns.length) - 1]!;
  const problems = [{ line, column, found: `${cells.length}`, allowed }];
  return { line, cells: byColumn, problems, isMisfit: true };
}

/** Tells lines that say again what a line before has said; both are kept for the whole file, some hundred bytes a line. */
function seenBefore({ key, together }: BatchOptions): (line: FileLine) => LineProblem[] {
  const keys = new Map<string, number>();
  const runs = new Set<string>();
  let current = '';
  let length = 0;
  return (line) => {
    const problems: LineProblem[] = [];
    const value = compatible(textOf(line, key).slice(0, 200));
    const before = keys.get(value);
    if (value !== '' && before !== undefined)
      problems.push(problemOf(line, key, messages.allowed.lineOnce(before)));
    else keys.set(value, line.line);
    const run = together === undefined ? '' : textOf(line, together);
    length = run === current ? length + 1 : 1;
    const isNew = run !== current || length > LONGEST_RUN;
    if (run !== '' && isNew && runs.has(run))
      problems.push(problemOf(line, together!, messages.allowed.linesTogether));
    if (run !== '') runs.add(run);
    current = run;
    return problems;
  };
}

function problemOf(line: FileLine, column: string, allowed: LineProblem['allowed']): LineProblem {
  return { line: line.line, column, found: shortened(textOf(line, column)), allowed };
}

function textOf({ cells }: FileLine, column: string): string {
  return cells.get(column)?.trim() ?? '';
}
