import { describe, expect, it } from 'vitest';
import { routerError } from '../operation/public-errors.ts';
import { writtenAnswer } from './written-answer.ts';

const resultOf = (length: number) => ({
  data: { text: `デパ地下${'x'.repeat(length)}` },
  extensions: { cost: { cost: 1, limit: 2 } },
});

function bodyOf(result: Parameters<typeof writtenAnswer>[0]): string | Buffer {
  const written = writtenAnswer(result);
  if (!('body' in written)) throw new Error('It was not written');
  return written.body;
}

describe('a written answer', () => {
  it.each([10, 3_900, 100_000])('is JSON and the end of a line, with a text of %d characters', (length) => {
    const result = resultOf(length);
    expect(String(bodyOf(result))).toBe(`${JSON.stringify(result)}\n`);
  });

  it('is text when it is short, and bytes when it is long', () => {
    expect(bodyOf(resultOf(10))).toBeTypeOf('string');
    expect(bodyOf(resultOf(100_000))).toBeInstanceOf(Buffer);
  });

  it('is the result where something is wrong, or nothing is there', () => {
    const errors = [routerError('ANSWER_TOO_LARGE', 'Too much')];
    for (const result of [{ data: { a: null }, errors }, { data: null }, { errors }])
      expect(writtenAnswer(result)).toBe(result);
  });
});
