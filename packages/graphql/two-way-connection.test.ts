import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { writeCursor } from './connection.ts';
import { type TwoWayArguments, twoWayArguments, twoWayConnection } from './two-way-connection.ts';

const cursor = ['number', 'string'] as const;
const [a, b] = [writeCursor([1, 'a']), writeCursor([2, 'b'])];
const read = (args: TwoWayArguments) => twoWayArguments(args, { cursor });

describe('the arguments of a connection with two ends', () => {
  it('ask for the first 20 where nothing is said, and for the last so many where that is', () => {
    expect(read({ first: null, last: null })).toMatchObject({ size: 20, backward: false });
    expect(read({ last: 5 })).toEqual({ size: 5, after: undefined, before: undefined, backward: true });
  });

  it('take no cursor of another order, nor one that names none', () => {
    const inOrder = (after: string) => twoWayArguments({ after }, { cursor, order: 'PRICE_ASC' });
    expect(inOrder(writeCursor([1, 'a'], 'PRICE_ASC'))).toMatchObject({
      after: [1, 'a'],
      order: 'PRICE_ASC',
    });
    for (const other of [a, writeCursor([1, 'a'], 'PRICE_DESC'), writeCursor([1], 'PRICE_ASC')])
      expect(refusal(() => inOrder(other))).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
  });

  it('may have two cursors, of the same list', () => {
    expect(read({ first: 3, after: a, before: b })).toEqual({
      size: 3,
      after: [1, 'a'],
      before: [2, 'b'],
      backward: false,
    });
  });

  it.each<[string, TwoWayArguments]>([
    ['last', { first: 20, last: 20 }],
    ['last', { last: 0 }],
    ['last', { last: 101 }],
    ['first', { first: 0 }],
    ['before', { last: 2, before: 'page-2' }],
    ['after', { first: 2, after: writeCursor(['a', 1]) }],
  ])('are refused by the name of %s: %j', (field, args) => {
    expect(refusal(() => read(args))).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });
});

describe('a connection with two ends', () => {
  const page = (args: TwoWayArguments, rows: readonly string[]) =>
    twoWayConnection(rows, read(args), { nodeOf: (row) => row, cursorOf: (row) => [1, row] });

  it('turns what was read backwards, and leaves out the row too many, which tells that there is a page before', () => {
    const { nodes, pageInfo } = page({ last: 2 }, ['c', 'b', 'a']);
    expect(nodes).toEqual(['b', 'c']);
    expect(pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: true,
      startCursor: writeCursor([1, 'b']),
      endCursor: writeCursor([1, 'c']),
    });
  });

  it('has more behind what it was read before, and nothing before its first row', () => {
    expect(page({ last: 2, before: b }, ['a']).pageInfo).toMatchObject({
      hasNextPage: true,
      hasPreviousPage: false,
    });
    expect(page({ first: 2, after: a }, ['b']).pageInfo).toMatchObject({
      hasNextPage: false,
      hasPreviousPage: true,
    });
  });

  it.each([
    ['at its beginning', ['a', 'b', 'c'], 'a'],
    ['at its end', ['a', 'b', 'c'], 'b'],
    ['behind its end', ['a', 'b', 'c'], 'c'],
  ])('goes on behind a row whose thing has left %s', (_, rows, gone) => {
    const { edges, nodes, pageInfo } = twoWayConnection(rows, read({ first: 2 }), {
      nodeOf: (row) => (row === gone ? undefined : row),
      cursorOf: (row) => [1, row],
    });
    expect(nodes).toEqual(['a', 'b'].filter((row) => row !== gone));
    expect(edges.map(({ node }) => node)).toEqual(nodes);
    expect(pageInfo).toMatchObject({ hasNextPage: true, startCursor: a, endCursor: writeCursor([1, 'b']) });
  });

  it('names its order in its cursors', () => {
    const inOrder = twoWayArguments({ first: 1 }, { cursor, order: 'PRICE_ASC' });
    const { edges } = twoWayConnection(['a'], inOrder, { nodeOf: (row) => row, cursorOf: (row) => [1, row] });
    expect(edges[0]?.cursor).toBe(writeCursor([1, 'a'], 'PRICE_ASC'));
  });
});

function refusal(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions : error;
  }
}
