import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { answerShape } from './answer-shape.ts';
import { visiblePath } from './visible-path.ts';

const schema = buildSchema(`
  type Query { animal: Animal  animals: [Animal!] }
  union Animal = Cat | Dog
  type Cat { purr: Int! owner: Owner }
  type Dog { bark: Int }
  type Owner { name: String }
`);

function shapeOf(text: string) {
  return answerShape({
    schema,
    operation: parse(text).definitions[0] as OperationDefinitionNode,
    fragments: {},
    isTrue: () => false,
    keyOf: ({ alias, name }) => alias?.value ?? name.value,
  });
}

const shape = shapeOf(
  '{ animal { ... on Cat { sound: purr } ... on Dog { bark } } animals { ... on Cat { owner { name } } } }',
);

describe('the place of an error', () => {
  it('is what the client asked for, also where the object and its type are gone', () => {
    expect(visiblePath(shape, { animal: null }, ['animal', 'sound'])).toEqual(['animal', 'sound']);
    expect(visiblePath(shape, { animals: null }, ['animals', 2, 'owner', 'name'])).toEqual([
      'animals',
      2,
      'owner',
      'name',
    ]);
  });

  it('is around what the client did not ask for', () => {
    expect(visiblePath(shape, { animal: null }, ['animal', 'id'])).toEqual(['animal']);
    expect(visiblePath(shape, { animal: { __typename: 'Dog' } }, ['animal', 'sound'])).toEqual(['animal']);
  });
});
