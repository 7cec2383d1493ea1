import { readFileSync } from 'node:fs';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  parse,
  print,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { plannedPart } from './safe-keys.ts';
import { namesOfThePlanner } from './unsafe-names.ts';

const NAMES = new Set(['__typename', 'id']);

function partOf(text: string) {
  const document = parse(text);
  const [operation, ...fragments] = document.definitions as [
    OperationDefinitionNode,
    ...FragmentDefinitionNode[],
  ];
  const byName = Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
  return { document, operation, fragments: byName };
}

const planned = (text: string) => plannedPart(partOf(text), NAMES);
const printed = (text: string) => print(planned(text).document).replace(/\s+/g, ' ').trim();

describe('names that the planner needs for itself', () => {
  it('are those of keys and requirements', () => {
    const supergraph = parse(
      readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8'),
    );
    const names = namesOfThePlanner(supergraph);
    expect([...names]).toEqual(expect.arrayContaining(['__typename', 'id', 'latitude']));
    expect(names.has('nameJa')).toBe(false);
  });

  it.each([
    ['{ a { id: name } }', '{ a { id_: name } }'],
    ['{ a { __typename: b { c } } }', '{ a { __typename_: b { c } } }'],
    ['{ a { id: name id_: b } }', '{ a { id__: name id_: b } }'],
    ['{ a { constructor: name b__alias_0: c } }', '{ a { constructor_: name b__alias_0_: c } }'],
    ['{ a { ...F } } fragment F on A { id: name }', '{ a { ...F } } fragment F on A { id_: name }'],
    [
      'query ($representations: Int) { a(b: $representations) }',
      'query ($representations_: Int) { a(b: $representations_) }',
    ],
    [
      'query ($representations: Int, $representations_: Int) { a(b: $representations, c: $representations_) }',
      'query ($representations__: Int, $representations_: Int) { a(b: $representations__, c: $representations_) }',
    ],
  ])('are given to no field and no variable of a client: %s', (text, expected) => {
    expect(printed(text)).toBe(expected);
  });

  it('leave an operation as it is that uses them for what they are', () => {
    const text = '{ a { id b: name id: id __typename x: __typename } }';
    const { document, variablesOf } = planned(text);
    const sent = { n: 1 };
    expect(print(document)).toBe(print(parse(text)));
    expect(variablesOf(sent)).toBe(sent);
  });

  it('are found again for each field of the client', () => {
    const part = partOf('{ id: a name: id }');
    const { keyOf } = plannedPart(part, NAMES);
    const fields = part.operation.selectionSet.selections as readonly FieldNode[];
    expect(fields.map(keyOf)).toEqual(['id_', 'name']);
  });

  it('take the value of the variable with them', () => {
    const { variablesOf } = planned('query ($representations: Int) { a(b: $representations) }');
    expect(variablesOf({ representations: 3, c: 1 })).toEqual({ representations_: 3, c: 1 });
    expect(variablesOf({ c: 1 })).toEqual({ c: 1 });
  });
});
