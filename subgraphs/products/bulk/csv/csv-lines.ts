import { stringify } from 'csv-stringify/sync';
import { shielded } from './formula-cells.ts';
import { type Encoding, encoded, missingCharacter } from './text-encoding.ts';

/** A cell that cannot be written. */
export interface UnwritableCell {
  /** Of the file. */
  readonly line: number;
  readonly column: string;
  /** The first of its characters that the encoding does not have. */
  readonly character: string;
}

export interface CsvWriter {
  /** The bytes of some records; those that cannot be written whole are left out, and told. */
  write(records: readonly (readonly string[])[]): {
    readonly bytes: Buffer;
    readonly problems: readonly UnwritableCell[];
  };
}

/** Lines as spreadsheets want them: CRLF, cells in quotes where they need them and none a formula. The first one names the columns. */
export function csvWriter(columns: readonly string[], encoding: Encoding): CsvWriter {
  let line = 1;
  return {
    write(records) {
      const problems: UnwritableCell[] = [];
      const parts: Buffer[] = [];
      for (const cells of records) {
        const text = stringify([cells.map(shielded)], {
          record_delimiter: 'windows',
          quoted_match: /^\s|\s$|[\r\n]/,
        });
        const bytes = encoded(text, encoding);
        if (bytes) parts.push(bytes);
        else problems.push(...unwritable(cells));
        line += text.split(/\r\n|\r|\n/).length - 1;
      }
      return { bytes: Buffer.concat(parts), problems };
    },
  };

  function unwritable(cells: readonly string[]): UnwritableCell[] {
    return cells.flatMap((cell, index) => {
      const character = missingCharacter(cell, encoding);
      return character === undefined ? [] : [{ line, column: columns[index]!, character }];
    });
  }
}
