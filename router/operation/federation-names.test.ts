import { readFileSync } from 'node:fs';
import {
  type FragmentDefinitionNode,
  GraphQLError,
  type OperationDefinitionNode,
  parse,
  print,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { readFederationNames, withFederationNames } from './federation-names.ts';

const NAMES = new Set(['__typename', 'id']);

function named(text: string) {
  const document = parse(text);
  const [operation, ...fragments] = document.definitions as [
    OperationDefinitionNode,
    ...FragmentDefinitionNode[],
  ];
  const byName = Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
  return withFederationNames({ document, operation, fragments: byName }, NAMES);
}

const planned = (text: string) => print(named(text).part.document).replace(/\s+/g, ' ').trim();

describe('names that federation needs for itself', () => {
  it('are those of keys and requirements', () => {
    const supergraph = parse(
      readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'),
    );
    const names = readFederationNames(supergraph);
    expect([...names]).toEqual(expect.arrayContaining(['__typename', 'id', 'latitude']));
    expect(names.has('nameJa')).toBe(false);
  });

  it.each([
    ['{ a { id: name } }', '{ a { the_id: name } }'],
    ['{ a { __typename: b { c } } }', '{ a { the___typename: b { c } } }'],
    ['{ a { id: name the_id } }', '{ a { the_the_id: name the_id } }'],
    ['{ a { ...F } } fragment F on A { id: name }', '{ a { ...F } } fragment F on A { the_id: name }'],
    [
      'query ($representations: Int) { a(b: $representations) }',
      'query ($the_representations: Int) { a(b: $the_representations) }',
    ],
  ])('are given to no field and no variable of a client: %s', (text, expected) => {
    expect(planned(text)).toBe(expected);
  });

  it('leave an operation as it is that uses them for what they are', () => {
    const text = '{ a { id b: name id: id __typename x: __typename } }';
    const { part, answer, variables } = named(text);
    const [result, sent] = [{ data: { a: null } }, { n: 1 }];
    expect(print(part.document)).toBe(print(parse(text)));
    expect(answer(result)).toBe(result);
    expect(variables(sent)).toBe(sent);
  });

  it('come back as the client asked for them, in data and in the paths of errors', () => {
    const { answer } = named('{ a { id: name b { id: c } } }');
    const error = new GraphQLError('x', { path: ['a', 0, 'the_id'] });
    const result = answer({ data: { a: [{ the_id: 'n', b: { the_id: null } }] }, errors: [error] });
    expect(result).toEqual({ data: { a: [{ id: 'n', b: { id: null } }] }, errors: [error] });
    expect(error.path).toEqual(['a', 0, 'id']);
  });

  it('take the value of the variable with them', () => {
    const { variables } = named('query ($representations: Int) { a(b: $representations) }');
    expect(variables({ representations: 3, c: 1 })).toEqual({ the_representations: 3, c: 1 });
    expect(variables({ c: 1 })).toEqual({ c: 1 });
  });
});
