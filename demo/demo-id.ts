import type { IdPrefix } from '@depachika/ids/ids.ts';
import { fromUUIDBytes } from 'typeid-js';
import { hashOf } from './random.ts';

/** When demo things were made unless told otherwise; each next number is a second later. */
const FIRST_INSTANT_MS = Date.UTC(2026, 0, 5);

/**
 * The id of the `number`-th (1 to 2^48 - 1) demo thing of its kind: the same everywhere, valid as any other, and
 * sorted by number.
 * @param at the instant that the id carries, for things whose ids must sort by their own time
 */
export function demoId(prefix: IdPrefix, number: number, at?: Date): string {
  if (!Number.isInteger(number) || number < 1 || number >= 2 ** 48)
    throw new RangeError(`No demo id ${number}`);
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(at ? at.getTime() : FIRST_INSTANT_MS + number * 1000, 0, 6);
  const mark = hashOf(prefix);
  bytes.writeUInt16BE(0x7000 | (mark & 0x0fff), 6);
  bytes.writeUInt16BE(0x8000 | ((mark >>> 12) & 0x3fff), 8);
  bytes.writeUIntBE(number, 10, 6);
  return String(fromUUIDBytes(prefix, new Uint8Array(bytes)));
}
