import pg from 'pg';

/**
 * How columns arrive in rows: `bigint` as number (refused beyond 2^53 - 1), `date` as `YYYY-MM-DD` because a date in
 * Japan is no instant; the rest as pg has it: `timestamptz` as Date, `jsonb` parsed, `numeric` as string.
 */
export const columnTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary' && oid === pg.types.builtins.INT8) return safeInteger;
    if (format !== 'binary' && oid === pg.types.builtins.DATE) return asWritten;
    if (format !== 'binary' && oid === INT8_ARRAY) return safeIntegers;
    return pg.types.getTypeParser(oid, format as 'text');
  },
} as pg.CustomTypesConfig;

const INT8_ARRAY = 1016;

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit into a number`);
  return value;
}

function safeIntegers(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(safeInteger);
}

function asWritten(text: string): string {
  return text;
}
