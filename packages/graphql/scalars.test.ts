import { type GraphQLError, parseValue } from 'graphql';
import { describe, expect, it } from 'vitest';
import { Yen } from './scalars.ts';

const MOST = 9_007_199_254_740_991;

describe('whole yen', () => {
  it.each([0, -1, 2_147_483_648, MOST, -MOST])('of %d come and go as the number that they are', (yen) => {
    expect(Yen.parseValue(yen)).toBe(yen);
    expect(Yen.parseLiteral(parseValue(String(yen)))).toBe(yen);
    expect(Yen.serialize(yen)).toBe(yen);
  });

  it.each([
    ['a fraction', 1.5],
    ['text', '100'],
    ['more than a number holds exactly', MOST + 1],
    ['less than a number holds exactly', -MOST - 1],
    ['infinity', Number.POSITIVE_INFINITY],
    ['nothing of the kind', { yen: 1 }],
  ])('are not %s, and the refusal says what is allowed', (_, value) => {
    expect(() => Yen.parseValue(value)).toThrow(refusal);
    expect(() => Yen.serialize(value)).toThrow(TypeError);
  });

  it.each(['1.5', '1e3', '"100"', '9007199254740992', 'true', '[1]', 'ONE'])(
    'are not %s in a document, and the refusal says where',
    (text) => {
      const node = parseValue(text);
      expect(() => Yen.parseLiteral(node)).toThrow(refusal);
      expect(thrownBy(() => Yen.parseLiteral(node)).nodes).toEqual([node]);
    },
  );

  const allowed = `a whole number from -${MOST} to ${MOST}`;
  const refusal = expect.objectContaining({
    message: `Yen must be ${allowed}`,
    extensions: { code: 'BAD_USER_INPUT', allowed },
  });
});

function thrownBy(run: () => unknown): GraphQLError {
  try {
    run();
  } catch (error) {
    return error as GraphQLError;
  }
  throw new Error('Nothing was thrown');
}
