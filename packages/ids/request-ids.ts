import { randomFillSync } from 'node:crypto';

/**
 * A new id of a request, of the same form as every id of ours. Each request has one, so that it is made from random bytes which
 * were drawn for many, and from digits of the time that are written once a millisecond.
 */
export function newRequestId(nowMs = Date.now()): string {
  if (at === POOL.length) {
    randomFillSync(POOL);
    at = 0;
  }
  let id = `req_${timeDigits(nowMs)}`;
  for (let digit = 0; digit < RANDOM_DIGITS; digit += 1)
    id += ALPHABET[(POOL[at++]! & MASKS[digit]!) | MARKS[digit]!];
  return id;
}

/** Base32 of Crockford, as TypeID has it. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;

/** Of the random digits: the first begins with the version of a UUIDv7, 0111, the fourth has its variant, 10, in its middle. */
const MASKS = Array.from({ length: RANDOM_DIGITS }, (_, digit) => (digit === 0 ? 1 : digit === 3 ? 19 : 31));
const MARKS = Array.from({ length: RANDOM_DIGITS }, (_, digit) => (digit === 0 ? 14 : digit === 3 ? 8 : 0));

const POOL = new Uint8Array(RANDOM_DIGITS * 256);
let at = POOL.length;

let known = { ms: -1, digits: '' };

function timeDigits(ms: number): string {
  if (known.ms === ms) return known.digits;
  let digits = '';
  let rest = ms;
  for (let digit = 0; digit < TIME_DIGITS; digit += 1) {
    digits = ALPHABET[rest % 32] + digits;
    rest = Math.floor(rest / 32);
  }
  known = { ms, digits };
  return digits;
}
