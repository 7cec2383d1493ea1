import { withLanguage } from '@depachika/messages/language.ts';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { connection, connectionArguments, writeCursor } from './connection.ts';

const cursor = ['string', 'number'] as const;
const rows = ['a', 'b', 'c'].map((name, rank) => ({ name, rank }));
const cursorOf = (row: (typeof rows)[number]) => [row.name, row.rank];

describe('the arguments of a connection', () => {
  it('default to a first page of 20', () => {
    expect(connectionArguments({}, { cursor })).toEqual({ first: 20, after: undefined });
    expect(connectionArguments({ first: null, after: null }, { cursor, defaultFirst: 5 }).first).toBe(5);
  });

  it('give back the sort key that a cursor was made of', () => {
    const after = writeCursor(['みかん', 7]);
    expect(after).toMatch(/^[\w-]+$/);
    expect(connectionArguments({ first: 1, after }, { cursor })).toEqual({ first: 1, after: ['みかん', 7] });
  });

  it.each([0, -1, 101, 1.5])('refuse first: %d', (first) => {
    expect(withLanguage('en', () => refusal({ first }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'first',
      allowed: 'from 1 to 100',
    });
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
  ])('refuse a cursor that is %s', (_, after) => {
    expect(refusal({ after })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
  });
});

describe('a connection', () => {
  it('has a next page when there is one row too many, and leaves that row out', () => {
    const page = connection(rows, { first: 2, after: undefined }, cursorOf);
    expect(page.nodes).toEqual(rows.slice(0, 2));
    expect(page.edges.map((edge) => edge.cursor)).toEqual([writeCursor(['a', 0]), writeCursor(['b', 1])]);
    expect(page.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: writeCursor(['a', 0]),
      endCursor: writeCursor(['b', 1]),
    });
  });

  it('has a page before it when it begins after a cursor, and none behind when it is empty', () => {
    const page = connection([], { first: 2, after: ['a', 0] }, cursorOf);
    expect(page.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: true,
      startCursor: null,
      endCursor: null,
    });
  });
});

function refusal(args: { first?: number; after?: string }): unknown {
  try {
    return connectionArguments(args, { cursor });
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions : error;
  }
}
