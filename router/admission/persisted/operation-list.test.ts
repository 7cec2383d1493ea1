import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { operationList } from './operation-list.ts';

const TEXT =
  'query Shelf($first: Int) { products(first: $first) { id ...Name } } fragment Name on Product { name }';
const list = operationList([{ ids: ['Shelf'], text: TEXT, place: 'shelf.graphql' }]);
const has = (text: string) => [list.has(parse(text)), list.hasText(text, 2_000)];

describe('a listed operation', () => {
  it.each([
    ['as it is listed', TEXT],
    ['with other spaces and commas', TEXT.replaceAll(' ', '\n  ').replace('id', 'id,')],
    ['with comments', `# The shelf\n${TEXT}`],
    [
      'with its fragment first',
      'fragment Name on Product { name } query Shelf($first: Int) { products(first: $first) { id ...Name } }',
    ],
    [
      'with the type names that clients add',
      'query Shelf($first: Int) { products(first: $first) { id ...Name __typename } __typename } fragment Name on Product { name __typename }',
    ],
  ])('is known %s', (_, text) => {
    expect(has(text)).toEqual([true, true]);
  });

  it.each([
    ['another field', TEXT.replace('id', 'id cost')],
    ['one field less', TEXT.replace('{ id ', '{ ')],
    ['another order of fields', TEXT.replace('id ...Name', '...Name id')],
    ['another name', TEXT.replace('Shelf', 'Shelf2')],
    ['an alias', TEXT.replace('{ name }', '{ n: name }')],
    ['a type name under another name', TEXT.replace('id', 'id t: __typename')],
    ['another argument', TEXT.replace('first: $first)', 'first: 1000)')],
    ['a second operation beside it', `${TEXT} query More { me }`],
  ])('is another one with %s', (_, text) => {
    expect(has(text)).toEqual([false, false]);
  });

  it('is no text that cannot be read, nor one beyond its limit', () => {
    expect(list.hasText('query Shelf(', 2_000)).toBe(false);
    expect(list.hasText(TEXT, 5)).toBe(false);
  });

  it('may ask for nothing but a type', () => {
    const node = 'query ($id: ID!) { node(id: $id) { __typename } }';
    const listed = operationList([{ ids: ['n'], text: node, place: 'n' }]);
    expect(listed.has(parse('query ($id: ID!) { node(id: $id) { __typename } __typename }'))).toBe(true);
    expect(listed.has(parse('query ($id: ID!) { node(id: $id) { id } }'))).toBe(false);
  });
});

it('one id cannot be that of two texts', () => {
  const one = { ids: ['a'], text: '{ me }', place: 'one.json' };
  expect(operationList([one, { ...one, place: 'two.json' }]).size).toBe(1);
  expect(() => operationList([one, { ...one, text: '{ you }', place: 'two.json' }])).toThrow(
    /^two\.json gives the id "a" to another text than one\.json/,
  );
});
