import { describe, expect, it } from 'vitest';
import { batchedReference, batchLoader, byKey, groupedBy } from './loaders.ts';

describe('a batch loader', () => {
  it('looks up what one tick asks for in one call of distinct keys', async () => {
    const { loader, calls } = numbers();
    expect(await Promise.all([loader.load(1), loader.load(2), loader.loadMany([2, 99])])).toEqual([
      1,
      2,
      [2, null],
    ]);
    expect(calls).toEqual([[1, 2, 99]]);
  });

  it('splits what is more than one batch', async () => {
    const { loader, calls } = numbers(2);
    await loader.loadMany([1, 2, 3]);
    expect(calls).toEqual([[1, 2], [3]]);
  });

  it('remembers what it has read until it is told to forget', async () => {
    const { loader, calls } = numbers();
    await loader.load(1);
    await loader.load(1);
    loader.clear(1);
    await loader.load(1);
    expect(calls).toEqual([[1], [1]]);
  });

  it('fails every key of a lookup that fails', async () => {
    const loader = batchLoader<number, number>(() => Promise.reject(new Error('away')));
    await expect(loader.loadMany([1, 2])).rejects.toThrow('away');
  });
});

describe('a batched reference', () => {
  it('answers with a copy that keeps what @requires sent', async () => {
    const row = Object.freeze({ id: 'adr_1', zone: 'central' });
    const loader = batchLoader(async () => new Map([['adr_1', row]]));
    const resolve = batchedReference(() => loader);
    const reference = { __typename: 'Address', id: 'adr_1', postalCode: '1000001' };
    expect(await resolve(reference, {})).toEqual({ ...reference, zone: 'central' });
    expect(await resolve({ ...reference, id: 'adr_2' }, {})).toBeNull();
  });

  it('refuses a key that is not a string', async () => {
    const resolve = batchedReference(() => batchLoader(async () => new Map()));
    await expect(resolve({ __typename: 'Address' }, {})).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});

it('groups rows by a column in their own order', () => {
  const rows = [
    { order: 'a', line: 1 },
    { order: 'b', line: 2 },
    { order: 'a', line: 3 },
  ];
  expect(groupedBy(rows, (row) => row.order)).toEqual(
    new Map([
      ['a', [rows[0], rows[2]]],
      ['b', [rows[1]]],
    ]),
  );
});

function numbers(maxBatch?: number) {
  const calls: (readonly number[])[] = [];
  const loader = batchLoader(
    async (keys: readonly number[]) => {
      calls.push(keys);
      return byKey(
        keys.filter((key) => key < 10),
        (key) => key,
      );
    },
    { maxBatch },
  );
  return { loader, calls };
}
