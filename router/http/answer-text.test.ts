import { describe, expect, it } from 'vitest';
import { answerText } from './answer-text.ts';

describe('an answer', () => {
  it('tells what is wrong before what is there', () => {
    const text = answerText({ data: { text: 'デパ地下' }, errors: [{ message: 'x' }], extensions: { a: 1 } });
    expect(text).toBe('{"errors":[{"message":"x"}],"data":{"text":"デパ地下"},"extensions":{"a":1}}\n');
  });
});
