import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import type { OperationPart } from '../introspection.ts';
import { unplannedField } from './unplanned-fields.ts';

function part(text: string): OperationPart {
  const document = parse(text);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return {
    document,
    operation: operation as OperationDefinitionNode,
    fragments: Object.fromEntries(
      (fragments as FragmentDefinitionNode[]).map((fragment) => [fragment.name.value, fragment]),
    ),
  };
}

function fetchOf(operation: string): FetchNode {
  const operationKind = OperationTypeNode.QUERY;
  return { kind: 'Fetch', serviceName: 'a', operation, operationName: undefined, operationKind };
}

const nothing: QueryPlan = { kind: 'QueryPlan' };
const both: QueryPlan = {
  kind: 'QueryPlan',
  node: {
    kind: 'Parallel',
    nodes: [
      fetchOf('{ a { id } }'),
      { kind: 'Condition', condition: 'wanted', ifClause: fetchOf('{ other: b }') },
      { kind: 'Flatten', path: ['a'], node: fetchOf('{ _entities(representations: []) { c } }') },
    ],
  },
};

describe('a root field', () => {
  it.each([
    ['{ a { id } }', nothing, 'a'],
    ['{ a { id } c }', both, 'c'],
    ['{ ...Rest } fragment Rest on Query { a { id } c }', both, 'c'],
    ['{ b }', both, 'b'],
  ])('of %s that the plan asks nobody for is found', (text, plan, name) => {
    expect(unplannedField(part(text), plan)?.name.value).toBe(name);
  });

  it.each([
    '{ __typename a { id } }',
    'query ($wanted: Boolean!) { a { id } other: b @include(if: $wanted) }',
    '{ a { id } c @skip(if: true) ... @include(if: false) { d } }',
  ])('is not missed in %s', (text) => {
    expect(unplannedField(part(text), both)).toBeUndefined();
  });
});
