import type { PublicResult } from '../operation/public-errors.ts';

/** An answer in which nothing is wrong, as it is cheapest to send: a short one goes with its head in one piece. */
export interface WrittenAnswer {
  readonly body: string | Buffer;
  readonly errors?: undefined;
}

/**
 * Written where it was made, so that its data is left behind there: what waits for an answer lives longer, and would keep it.
 * @returns the result itself when it has errors, or nothing but them
 */
export function writtenAnswer(result: PublicResult): WrittenAnswer | PublicResult {
  if (!result.data || result.errors) return result;
  const text = JSON.stringify(result);
  return { body: text.length <= SHORT ? `${text}\n` : bytesOf(text) };
}

/** Node sends texts without setting memory aside while three bytes for each character, head included, are 16 KiB. */
const SHORT = 4_000;

/** With a new line. A long text would be copied to be measured, and again to be sent behind its head. */
function bytesOf(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(length + 1);
  bytes.write(text);
  bytes[length] = NEW_LINE;
  return bytes;
}

const NEW_LINE = 0x0a;
