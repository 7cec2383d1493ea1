import { describe, expect, it } from 'vitest';
import { SentFile } from '../../operation/sent-files.ts';
import { placeFiles, replacedAt } from './form-rules.ts';

const OPERATION = {
  query: 'mutation ($input: AddInput!) { add(input: $input) }',
  variables: { input: { file: null, more: [null, { file: null }], name: 'x' }, other: null },
};

const place = (map: unknown, operations: unknown = OPERATION) => placeFiles(operations, map, 3);
const refusal = (map: unknown, operations: unknown = OPERATION) => {
  const placed = place(map, operations);
  return placed.kind === 'refused' ? placed.code : placed.kind;
};

describe('the files of a multipart request', () => {
  it('stand where map says, each in one place that holds null, and the rest is as it was', () => {
    const placed = place({ a: ['variables.input.file'], b: ['variables.input.more.1.file'] });
    expect(placed).toEqual({
      kind: 'placed',
      operation: {
        query: OPERATION.query,
        variables: {
          input: {
            file: new SentFile(['input', 'file']),
            more: [null, { file: new SentFile(['input', 'more', '1', 'file']) }],
            name: 'x',
          },
          other: null,
        },
      },
      files: new Map([
        ['a', new SentFile(['input', 'file'])],
        ['b', new SentFile(['input', 'more', '1', 'file'])],
      ]),
    });
    expect(OPERATION.variables.input.file).toBeNull();
  });

  it('may be none', () => {
    expect(place({})).toMatchObject({ kind: 'placed', operation: OPERATION });
  });

  it.each([
    ['a place that is not null', { a: ['variables.input.name'] }],
    ['a place inside of a text', { a: ['variables.input.name.0'] }],
    ['a place that is not there', { a: ['variables.input.nothing'] }],
    ['a place behind the end of a list', { a: ['variables.input.more.2'] }],
    ['a list as if it were an object', { a: ['variables.input.more.length'] }],
    ['one place of two files', { a: ['variables.other'], b: ['variables.other'] }],
    ['a place inside of another file', { a: ['variables.other'], b: ['variables.other.path'] }],
    ['two places of one file', { a: ['variables.other', 'variables.input.file'] }],
    ['no place', { a: [] }],
    ['a place that is no text', { a: [1] }],
    ['a place without a list', { a: 'variables.other' }],
    ['the text of the operation', { a: ['query'] }],
    ['all variables', { a: ['variables'] }],
    ['an operation of a list', { a: ['0.variables.other'] }],
    ['a step without a name', { a: ['variables..other'] }],
    ['a number as no list has it', { a: ['variables.input.more.01'] }],
    ['a path that is too deep', { a: [`variables${'.a'.repeat(11)}`] }],
    ['a path that is too long', { a: [`variables.${'a'.repeat(500)}`] }],
    ['no object', []],
    ['nothing', null],
    [
      'more files than are taken',
      Object.fromEntries(Array.from({ length: 4 }, (_, n) => [n, ['variables.other']])),
    ],
  ])('are refused when map names %s', (_, map) => {
    expect(refusal(map)).toBe('BAD_REQUEST');
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', '__defineGetter__'])(
    'never reach what JavaScript calls %s',
    (name) => {
      const operations = { query: '', variables: JSON.parse('{"input":{"list":[]}}') };
      expect(refusal({ a: [`variables.${name}`] }, operations)).toBe('BAD_REQUEST');
      expect(refusal({ a: [`variables.input.${name}.polluted`] }, operations)).toBe('BAD_REQUEST');
      expect(refusal({ a: [`variables.input.list.${name}`] }, operations)).toBe('BAD_REQUEST');
    },
  );

  it('do not reach a prototype that JSON has as a name of its own', () => {
    const operations = JSON.parse('{"variables":{"__proto__":{"x":null}}}');
    expect(refusal({ a: ['variables.__proto__.x'] }, operations)).toBe('BAD_REQUEST');
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('belong to one operation', () => {
    expect(refusal({}, [OPERATION])).toBe('BATCHING_DISABLED');
    expect(refusal({}, 'query')).toBe('BAD_REQUEST');
    expect(refusal({}, null)).toBe('BAD_REQUEST');
  });
});

describe('a value with something else in one place', () => {
  it('is a copy, whose own names stay names', () => {
    const given = JSON.parse('{"a":[1,{"b":2}],"__proto__":{"c":3}}');
    const replaced = replacedAt(given, ['a', '1', 'b'], 'new');
    expect(JSON.stringify(replaced)).toBe('{"a":[1,{"b":"new"}],"__proto__":{"c":3}}');
    expect(JSON.stringify(given)).toContain('"b":2');
    expect(Object.getPrototypeOf(replaced)).toBe(Object.prototype);
  });
});
