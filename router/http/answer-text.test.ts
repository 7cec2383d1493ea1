import { describe, expect, it } from 'vitest';
import { answerText, plainBody } from './answer-text.ts';

const answerOf = (length: number) => ({ data: { text: `デパ地下${'x'.repeat(length)}` } });

describe('a plain answer', () => {
  it.each([10, 3_900, 100_000])('is sent as any other, with a text of %d characters', (length) => {
    const result = { ...answerOf(length), extensions: { cost: { cost: 1, limit: 2 } } };
    expect(String(plainBody(result))).toBe(answerText(result));
  });

  it('is text when it is short, and bytes when it is long', () => {
    expect(plainBody(answerOf(10))).toBeTypeOf('string');
    expect(plainBody(answerOf(100_000))).toBeInstanceOf(Buffer);
  });

  it('is written once for all whom it answers', () => {
    const result = answerOf(100_000);
    expect(plainBody(result)).toBe(plainBody(result));
  });
});
