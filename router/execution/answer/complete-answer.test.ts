import { buildSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ABSENT } from '../plan/merge-answer.ts';
import { answerShape } from './answer-shape.ts';
import { completeAnswer, UNEXPLAINED } from './complete-answer.ts';

const schema = buildSchema(`
  type Query { thing: Thing things: [Thing!] node: Node constructor: String anything: Anything }
  interface Node { id: ID }
  type Thing implements Node { id: ID name: String! count: Int share: Float is: Boolean grade: Grade tags: [[String]] constructor: String toJSON: String }
  type Other implements Node { id: ID other: String }
  enum Grade { A B }
  scalar Anything
`);

function complete(query: string, data: object): unknown {
  const document = parse(query);
  const operation = document.definitions[0] as OperationDefinitionNode;
  expect(operation.kind).toBe(Kind.OPERATION_DEFINITION);
  const keyOf = (field: { alias?: { value: string } | undefined; name: { value: string } }) =>
    (field.alias ?? field.name).value;
  const shape = answerShape({ schema, operation, fragments: {}, isTrue: () => true, keyOf });
  return completeAnswer(shape, data);
}

const read = (text: string): object => JSON.parse(text) as object;

describe('a complete answer', () => {
  it('has what was asked for, in that order, whatever else subgraphs have told', () => {
    const data = { thing: { __typename: 'Thing', name: 'a', id: 1, more: 2 }, more: 3 };
    expect(
      JSON.stringify(complete('{ thing { id called: name } }', { thing: { ...data.thing, called: 'b' } })),
    ).toBe('{"thing":{"id":1,"called":"b"}}');
  });

  it('keeps objects of several types apart', () => {
    const query = '{ node { id ... on Thing { name } ... on Other { other } } }';
    expect(complete(query, { node: { __typename: 'Thing', id: '1', name: 'a' } })).toEqual({
      node: { id: '1', name: 'a' },
    });
    expect(complete(query, { node: { __typename: 'Other', id: '1', other: null } })).toEqual({
      node: { id: '1', other: null },
    });
    expect(complete(query, { node: { __typename: 'Nothing', id: '1' } })).toBe(UNEXPLAINED);
  });

  it.each([
    ['a key that sets what an object inherits', '{ thing { __proto__: id } }', '{"thing":{"__proto__":"x"}}'],
    ['a key that objects inherit', '{ thing { constructor id } }', '{"thing":{"constructor":"x","id":"1"}}'],
    ['a key that JSON calls', '{ thing { toJSON } }', '{"thing":{"toJSON":"x"}}'],
    [
      'several of them',
      '{ constructor: constructor thing { hasOwnProperty: id valueOf: id } }',
      '{"constructor":"x","thing":{"hasOwnProperty":"y","valueOf":"z"}}',
    ],
  ])('holds %s as a key like any other', (_, query, text) => {
    const answer = complete(query, read(text));
    expect(JSON.stringify(answer)).toBe(text);
    expect(Object.getPrototypeOf((answer as { thing: object }).thing)).toBe(Object.prototype);
  });

  it('takes nothing from what every object inherits', () => {
    expect(complete('{ constructor }', {})).toBe(UNEXPLAINED);
    expect(complete('{ toString: anything }', {})).toBe(UNEXPLAINED);
    expect(complete('{ __proto__: anything }', {})).toBe(UNEXPLAINED);
  });

  it.each([
    ['a required value that is null', '{ thing { name } }', '{"thing":{"name":null}}'],
    ['a value that nobody told', '{ thing { id } }', '{"thing":{}}'],
    ['a text for a number', '{ thing { count } }', '{"thing":{"count":"1"}}'],
    ['a part of a whole number', '{ thing { count } }', '{"thing":{"count":1.5}}'],
    ['a number for a text', '{ thing { constructor } }', '{"thing":{"constructor":1}}'],
    ['a number for a truth', '{ thing { is } }', '{"thing":{"is":1}}'],
    ['an object for an id', '{ thing { id } }', '{"thing":{"id":{}}}'],
    ['a value that an enum has not', '{ thing { grade } }', '{"thing":{"grade":"C"}}'],
    ['a list for an object', '{ thing { id } }', '{"thing":[]}'],
    ['an object for a list', '{ things { id } }', '{"things":{}}'],
    ['null among what is required', '{ things { id } }', '{"things":[{"id":"1"},null]}'],
    ['a type that is none', '{ thing { id } }', '{"thing":{"__typename":1,"id":"1"}}'],
  ])('is not made of %s', (_, query, text) => {
    expect(complete(query, read(text))).toBe(UNEXPLAINED);
  });

  it('has null for what is null, and for what nobody knows', () => {
    const data = { id: null, count: ABSENT, share: 0.5, is: false, grade: 'B', tags: [['a', null], null] };
    expect(complete('{ thing { id count share is grade tags } }', { thing: data })).toEqual({
      thing: { ...data, count: null },
    });
    expect(complete('{ thing { id } things { id } }', { thing: null, things: ABSENT })).toEqual({
      thing: null,
      things: null,
    });
  });
});
