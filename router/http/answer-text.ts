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

/** Whole answers as they are sent, which several requests may share. */
const BODIES = new WeakMap<object, string | Buffer>();

/** @returns an answer without errors, as it is cheapest to send: a short one goes with its head in one piece */
export function plainBody(result: FormattedExecutionResult): string | Buffer {
  const known = BODIES.get(result);
  if (known) return known;
  const text = JSON.stringify(result);
  const body = text.length <= SHORT ? `${text}\n` : bytesOf(text);
  BODIES.set(result, body);
  return body;
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

function textOf(data: object): string {
  const text = TEXTS.get(data) ?? JSON.stringify(data);
  TEXTS.set(data, text);
  return text;
}

function membersOf(part: object): string {
  return JSON.stringify(part).slice(1, -1);
}
