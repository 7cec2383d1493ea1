import { type PublicError, routerError } from '../operation/public-errors.ts';

/** Counts what subgraphs answer to one operation, in process as over HTTP. */
export interface AnswerSize {
  /** `ANSWER_TOO_LARGE`, from the first answer on that was too much. */
  readonly refused: PublicError | undefined;
  /**
   * Throws `ANSWER_TOO_LARGE` when this answer, with those before it, is more than an operation may hold.
   * @param copies at how many places each item will stand, when the answer is a list whose items are copied to several
   */
  add(data: unknown, copies?: readonly number[]): void;
  /**
   * @param atMost what they may come to
   * @returns true when that is little beside what is left, and the bytes were counted: the answer need not be looked at
   */
  addFew(bytes: number, atMost: number): boolean;
  /** For an answer that was too much to be read. @returns what to throw */
  refuse(): PublicError;
}

/** @param limit bytes of JSON, of all answers together */
export function answerSize(limit: number): AnswerSize {
  let left = limit;
  return {
    get refused() {
      return left < 0 ? answerTooLarge(limit) : undefined;
    },
    add(data, copies) {
      left -= bytesOf(data, copies, left);
      if (left < 0) throw answerTooLarge(limit);
    },
    addFew(bytes, atMost) {
      if (atMost * SMALL_PART > left) return false;
      left -= bytes;
      return true;
    },
    refuse() {
      left = -1;
      return answerTooLarge(limit);
    },
  };
}

/** Each byte would cost a listing more than one part in a hundred: what seems small is not looked at in full. */
const SMALL_PART = 8;

function bytesOf(data: unknown, copies: readonly number[] | undefined, left: number): number {
  const items = copies && Array.isArray(data) ? data : undefined;
  const each = items && items.length > 0 ? sum(copies!) / items.length : 1;
  const seeming = sampledBytes(data) * each;
  if (seeming * SMALL_PART <= left) return seeming;
  if (!items) return jsonBytes(data);
  return sum(items.map((item, index) => jsonBytes(item) * (copies![index] ?? 0)));
}

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const each of numbers) total += each;
  return total;
}

/** What subgraphs answer is counted as it comes, by samples: the text as a whole is exact, introspection included. */
export function isTooLarge(body: string | Buffer, limit: number): boolean {
  // No character of JavaScript has more than three bytes in UTF-8.
  return body.length * 3 > limit && Buffer.byteLength(body) > limit;
}

export function answerTooLarge(limit: number): PublicError {
  const message = `At most ${limit} bytes of answer are allowed: ask for shorter pages, or for less of each item`;
  return routerError('ANSWER_TOO_LARGE', message, { status: 400, extensions: { limit } });
}

/** Of a list the first, the middle and the last item stand for the others. */
function sampledBytes(value: unknown): number {
  if (!Array.isArray(value)) return bytesWith(value, sampledBytes);
  const { length } = value;
  if (length <= 3) return bytesWith(value, sampledBytes);
  const three = sampledBytes(value[0]) + sampledBytes(value[length >> 1]) + sampledBytes(value[length - 1]);
  return 2 + (three / 3 + 1) * length;
}

/** As JSON writes it, but for characters that it escapes. Answers are no deeper than operations. */
export function jsonBytes(value: unknown): number {
  return bytesWith(value, jsonBytes);
}

function bytesWith(value: unknown, bytesOfPart: (part: unknown) => number): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value) bytes += bytesOfPart(item) + 1;
    return bytes;
  }
  for (const key in value) bytes += key.length + 4 + bytesOfPart((value as Record<string, unknown>)[key]);
  return bytes;
}
