import { describe, expect, it } from 'vitest';
import { sizedMessage } from './sized-message.ts';

const next = (payload: unknown) => JSON.stringify({ id: '1', type: 'next', payload });

describe('a message on a socket', () => {
  it('goes on as it is up to the bytes that an answer may have', () => {
    const payload = { data: { t: 'あ'.repeat(30) } };
    const bytes = Buffer.byteLength(JSON.stringify(payload));
    expect(sizedMessage(next(payload), bytes)).toBe(next(payload));
    expect(JSON.parse(sizedMessage(next(payload), bytes - 1))).toEqual({
      id: '1',
      type: 'next',
      payload: {
        errors: [
          {
            message: expect.stringContaining(`At most ${bytes - 1} bytes`),
            extensions: { code: 'ANSWER_TOO_LARGE', limit: bytes - 1 },
          },
        ],
      },
    });
  });

  it('that holds no answer is of any size', () => {
    const text = JSON.stringify({ id: '1', type: 'error', payload: [{ message: 'x'.repeat(100) }] });
    expect(sizedMessage(text, 50)).toBe(text);
  });
});
