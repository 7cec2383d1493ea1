import { readdirSync, readFileSync } from 'node:fs';
import { getOperationAST, parse } from 'graphql';
import { expect, it } from 'vitest';
import { countedName, countedPartName, TRUSTED_OPERATIONS } from './trusted-operations.ts';

const FOLDER = new URL('./operations/', import.meta.url);

it('each trusted operation has the name of its file', () => {
  const names = readdirSync(FOLDER).map((file) => {
    const document = parse(readFileSync(new URL(file, FOLDER), 'utf8'));
    return getOperationAST(document)?.name?.value;
  });
  expect(names.toSorted()).toEqual([...TRUSTED_OPERATIONS].toSorted());
});

it('what clients name as they like is counted as other', () => {
  expect(countedName('PlaceOrder')).toBe('PlaceOrder');
  for (const name of ['placeOrder', 'Other', '', undefined, null]) expect(countedName(name)).toBe('other');
});

it('a part of an operation is counted by the name of the whole', () => {
  expect(countedPartName('PlaceOrder__orders__0')).toBe('PlaceOrder');
  expect(countedPartName('PlaceOrder')).toBe('PlaceOrder');
  for (const name of ['__orders__0', 'Mine__orders__0', undefined])
    expect(countedPartName(name)).toBe('other');
});
