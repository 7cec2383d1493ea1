import { isDate, jstInstant } from '@depachika/clock/jst.ts';
import { compatible } from '@depachika/text/unicode.ts';

/** What a cell says; undefined where that is not allowed. */
export type CellReader<T> = (cell: string) => T | undefined;

/** Whole, of either width, with or without commas, `¥` before or `円` behind it. */
export const readWhole: CellReader<number> = (cell) => {
  const digits = plain(cell)
    .replace(/^[¥\\]/, '')
    .replace(/円$/, '')
    .replaceAll(',', '');
  return /^\d{1,12}$/.test(digits) ? Number(digits) : undefined;
};

/** `12.5`, `-3`. */
export const readNumber: CellReader<number> = (cell) => {
  const text = plain(cell).replaceAll(',', '');
  return /^-?\d{1,12}(?:\.\d{1,12})?$/.test(text) ? Number(text) : undefined;
};

/** As spreadsheets and people write it in either language. */
export const readYesNo: CellReader<boolean> = (cell) => {
  const word = plain(cell).toLowerCase();
  if (['true', 'yes', '1', 'はい', '○'].includes(word)) return true;
  return ['false', 'no', '0', 'いいえ', '×'].includes(word) ? false : undefined;
};

/** A day: `2026-11-27` or `2026/11/27`. */
export const readDay: CellReader<string> = (cell) => {
  const day = isoDay(plain(cell));
  return day !== undefined && isDate(day) ? day : undefined;
};

/** A moment in Japan, `2026-11-27 10:00` or `2026/11/27 10:00:00.000`, or one with its offset as RFC 3339 has it. */
export const readMoment: CellReader<Date> = (cell) => {
  const text = plain(cell);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/.test(text))
    return realDate(new Date(text));
  const [date = '', time = '00:00', ...rest] = text.split(' ');
  const day = isoDay(date);
  const [, hour, minute, second = '00', fraction = ''] =
    /^(\d{1,2}):(\d\d)(?::(\d\d)(\.\d{1,3})?)?$/.exec(time) ?? [];
  if (day === undefined || !isDate(day) || hour === undefined || rest.length > 0) return undefined;
  return realDate(jstInstant(day, `${hour.padStart(2, '0')}:${minute}:${second}${fraction}`));
};

/** One of these, by its name or by a word for it. */
export function readOneOf<T extends string>(words: Readonly<Record<T, string>>): CellReader<T> {
  const known = new Map<string, T>();
  for (const [name, word] of Object.entries(words) as [T, string][]) {
    known.set(name.toLowerCase(), name);
    known.set(compatible(word).toLowerCase(), name);
  }
  return (cell) => known.get(plain(cell).toLowerCase());
}

/** Several, with `|` between. */
export function readList(cell: string): string[] {
  return cell
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function writeList(values: readonly string[]): string {
  return values.join(' | ');
}

/** A moment as people in Japan read it, to the thousandth where it has one. */
export function writeMoment(moment: Date): string {
  const text = new Date(moment.getTime() + JST_OFFSET_MS).toISOString();
  return text.replace('T', ' ').replace(/(?:\.000)?Z$/, '');
}

export function writeYesNo(value: boolean): string {
  return value ? 'true' : 'false';
}

const JST_OFFSET_MS = 9 * 60 * 60 * 1000;

function plain(cell: string): string {
  return compatible(cell.slice(0, 100)).trim();
}

function isoDay(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text) ?? [];
  return day === undefined ? undefined : `${year}-${month!.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function realDate(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date;
}
