import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { unshielded } from './formula-cells.ts';
import type { Encoding } from './text-encoding.ts';

/** One record of a file. */
export interface CsvRecord {
  /** The line on which it begins; the heading's is 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The file is no CSV from a line on. */
export class BrokenCsv extends Error {}

/** A cell, and a record, of more than this is no cell of ours. */
const LONGEST_RECORD = 1_000_000;

/**
 * The records of a file in turn, lines without any cell left out, at most a few hundred kilobytes of it in memory at a time.
 * A line ends with CRLF, LF or CR, also within quotes. @param onBytes told how many bytes were read so far
 * @throws BrokenCsv where quotes do not pair or a record has more than a million characters
 */
export async function* csvRecords(
  { path, encoding }: { readonly path: string; readonly encoding: Encoding },
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<CsvRecord> {
  const file = createReadStream(path);
  const parser = parse({
    bom: true,
    relax_column_count: true,
    max_record_size: LONGEST_RECORD,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  pipeline(decodedText(file, encoding, onBytes), parser, () => undefined);
  let line = 1;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (cells.some((cell) => cell !== '')) yield { line, cells: cells.map(unshielded) };
      line += 1 + cells.reduce((sum, cell) => sum + lineBreaks(cell), 0);
    }
  } catch (error) {
    if (error instanceof CsvError) throw new BrokenCsv(`Line ${line}: ${error.message}`, { cause: error });
    throw error;
  } finally {
    file.destroy();
  }
}

async function* decodedText(
  file: ReadStream,
  encoding: Encoding,
  onBytes: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of file) {
    onBytes(file.bytesRead);
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  yield decoder.decode();
}

function lineBreaks(cell: string): number {
  return cell.includes('\n') || cell.includes('\r') ? cell.split(/\r\n|\r|\n/).length - 1 : 0;
}
