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

function textOf(data: object): string {
  const text = TEXTS.get(data) ?? JSON.stringify(data);
  TEXTS.set(data, text);
  return text;
}

function membersOf(part: object): string {
  return JSON.stringify(part).slice(1, -1);
}
