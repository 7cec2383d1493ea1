import type { FormattedExecutionResult } from 'graphql';

/** Texts of the data of answers, which several requests may share. */
const TEXTS = new WeakMap<object, string>();

/** @returns an answer as it is sent; data that several were answered with is written once */
export function answerText({ data, ...rest }: FormattedExecutionResult): string {
  const before = membersOf({ errors: rest.errors });
  const dataText = data === undefined ? '' : `"data":${data === null ? 'null' : textOf(data)}`;
  const after = membersOf({ ...rest, errors: undefined });
  return `{${[before, dataText, after].filter(Boolean).join(',')}}\n`;
}

/** Bytes of whole answers, which several requests may share. */
const BYTES = new WeakMap<object, Buffer>();

/**
 * The same of an answer without errors, as bytes. A text of this length would be copied to be measured, and again to be sent
 * behind its head.
 */
export function bytesOfAnswer(result: FormattedExecutionResult): Buffer {
  const known = BYTES.get(result);
  if (known) return known;
  const text = JSON.stringify(result);
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(length + 1);
  bytes.write(text);
  bytes[length] = NEW_LINE;
  BYTES.set(result, bytes);
  return bytes;
}

const NEW_LINE = 0x0a;

function textOf(data: object): string {
  const text = TEXTS.get(data) ?? JSON.stringify(data);
  TEXTS.set(data, text);
  return text;
}

function membersOf(part: object): string {
  return JSON.stringify(part).slice(1, -1);
}
