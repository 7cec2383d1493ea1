import type { GraphQLError } from 'graphql';
import { routerError } from '../operation/public-errors.ts';

/** Counts what subgraphs answer to one operation, in process as over HTTP. */
export interface AnswerSize {
  /** `ANSWER_TOO_LARGE`, from the first answer on that was too much. */
  readonly refused: GraphQLError | undefined;
  /** Throws `ANSWER_TOO_LARGE` when this answer, with those before it, is more than an operation may hold. */
  add(data: unknown, times?: number): void;
  /** For an answer that was too much to be read. @returns what to throw */
  refuse(): GraphQLError;
}

/** @param limit bytes of JSON, of all answers together */
export function answerSize(limit: number): AnswerSize {
  let left = limit;
  return {
    get refused() {
      return left < 0 ? answerTooLarge(limit) : undefined;
    },
    add(data, times = 1) {
      left -= jsonBytes(data) * times;
      if (left < 0) throw answerTooLarge(limit);
    },
    refuse() {
      left = -1;
      return answerTooLarge(limit);
    },
  };
}

function answerTooLarge(limit: number): GraphQLError {
  const message = `At most ${limit} bytes of answer are allowed: ask for shorter pages, or for less of each item`;
  return routerError('ANSWER_TOO_LARGE', message, { status: 400, extensions: { limit } });
}

/** As JSON writes it, but for characters that it escapes. Answers are no deeper than operations. */
export function jsonBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value) bytes += jsonBytes(item) + 1;
    return bytes;
  }
  for (const key in value) bytes += key.length + 4 + jsonBytes((value as Record<string, unknown>)[key]);
  return bytes;
}
