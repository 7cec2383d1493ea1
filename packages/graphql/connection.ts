import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { isStorableText } from '@depachika/text/storable-text.ts';
import { badUserInput } from './errors.ts';

/** A Relay connection over one page of rows. */
export interface Connection<T> {
  readonly edges: readonly { readonly node: T; readonly cursor: string }[];
  readonly nodes: readonly T[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** Rows between two places of a list, as a store reads them. */
export interface RowsBetween<C> {
  /** One more than the page shows. */
  readonly limit: number;
  readonly after: C | undefined;
  readonly before: C | undefined;
  /** The last ones are wanted, the last one first. */
  readonly backward: boolean;
}

/** The types of a cursor's parts, in the order of the sort key: numbers are whole. Compare them as bigint. */
export type CursorShape = readonly ('string' | 'number')[];

export type CursorOf<S extends CursorShape> = {
  -readonly [I in keyof S]: S[I] extends 'number' ? number : string;
};

/** A page's size; throws BAD_USER_INPUT for one that is not from 1 to `most`. @param field its argument */
export function readSize(field: string, size: number, most = 100): number {
  if (Number.isInteger(size) && size >= 1 && size <= most) return size;
  throw badUserInput(field, allowed.range({ from: 1, to: most }));
}

/** An opaque cursor for a row's sort key. @param order the list's, where it can have another */
export function writeCursor(key: readonly (string | number)[], order?: string): string {
  return Buffer.from(JSON.stringify(order === undefined ? key : [order, ...key])).toString('base64url');
}

/**
 * @returns undefined where there is none; throws BAD_USER_INPUT for one that is made up, or of another order.
 * @param field its argument @param order as it was written with
 */
export function readCursor<S extends CursorShape>(
  field: string,
  text: string | null | undefined,
  shape: S,
  order?: string,
): CursorOf<S> | undefined {
  if (text === null || text === undefined) return undefined;
  const parts =
    text.length <= MAX_CURSOR_CHARACTERS ? parsedJson(Buffer.from(text, 'base64url').toString()) : undefined;
  const key = order === undefined ? parts : keyIn(parts, order);
  const fits =
    Array.isArray(key) && key.length === shape.length && key.every((part, i) => isPart(part, shape[i]!));
  if (!fits) throw badUserInput(field, allowed.cursor);
  return key as CursorOf<S>;
}

function keyIn(parts: unknown, order: string): unknown {
  return Array.isArray(parts) && parts[0] === order ? parts.slice(1) : undefined;
}

/** Cursors come from outside: what no column holds is none of ours. */
function isPart(part: unknown, type: CursorShape[number]): boolean {
  if (type === 'string') return typeof part === 'string' && isStorableText(part);
  return Number.isInteger(part) && Math.abs(part as number) <= MAX_CURSOR_NUMBER;
}

const MAX_CURSOR_CHARACTERS = 2_000;
/** Room for instants in milliseconds until the year 5138. */
const MAX_CURSOR_NUMBER = 100_000_000_000_000;

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
