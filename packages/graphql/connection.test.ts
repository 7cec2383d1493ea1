import { withLanguage } from '@depachika/messages/language.ts';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readCursor, readSize, writeCursor } from './connection.ts';

const shape = ['string', 'number'] as const;

describe('a cursor', () => {
  it('gives back the sort key that it was made of', () => {
    const cursor = writeCursor(['みかん', 7]);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(readCursor('after', cursor, shape)).toEqual(['みかん', 7]);
    expect(readCursor('after', null, shape)).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['text', 'page-2'],
    ['another list', writeCursor(['a'])],
    ['the wrong types', writeCursor([1, 'a'])],
    ['too much', writeCursor(['a'.repeat(5_000), 1])],
    ['a text with a NUL', writeCursor(['a\0', 1])],
    ['a text with half a character', writeCursor(['\ud800', 1])],
    ['a fraction', writeCursor(['a', 1.5])],
    ['a number that no column holds', writeCursor(['a', 1e300])],
  ])('is refused that is %s', (_, cursor) => {
    expect(refusal(() => readCursor('before', cursor, shape))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'before',
    });
  });
});

it.each([0, -1, 101, 1.5])('a page of %d is refused', (size) => {
  expect(withLanguage('en', () => refusal(() => readSize('first', size)))).toMatchObject({
    code: 'BAD_USER_INPUT',
    field: 'first',
    allowed: 'from 1 to 100',
  });
});

function refusal(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions : error;
  }
}
