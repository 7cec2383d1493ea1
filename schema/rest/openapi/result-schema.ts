import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  isUnionType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { RestOperation } from '../rest-operation.ts';
import { fieldsOf, objectSchema, placeOf, placeSchema, type Selected } from './answer-schema.ts';
import type { JsonSchema } from './json-schema.ts';

/** The row of an operation, over its document. */
export interface Answered extends Selected {
  readonly row: RestOperation;
}

/** Where an operation's answer is taken from. */
interface Reached {
  readonly type: GraphQLOutputType;
  readonly sets: readonly SelectionSetNode[];
}

/** @returns the schema of a successful answer's body, or of each event's data */
export function answerSchema(given: Answered): JsonSchema {
  const { row } = given;
  const { type, sets } = successOf(given);
  const named = getNamedType(type);
  switch (row.answer.list) {
    case 'whole':
      return listOf(itemSchema(type, sets, given), 'What there is, whole.');
    case 'page': {
      const connection = named as GraphQLObjectType;
      const { type: items, sets: ofItems } = placeOf(
        connection,
        fieldsOf({ type: connection, sets }, given).get('nodes')!,
      );
      return {
        type: 'object',
        properties: {
          items: { type: 'array', items: itemSchema(items, ofItems, given) },
          next: { type: ['string', 'null'], description: 'For `after`; null on the last page.' },
          ...(row.query?.paged?.backwards
            ? { previous: { type: ['string', 'null'], description: 'For `before`; null on the first page.' } }
            : {}),
        },
        required: ['items', 'next', ...(row.query?.paged?.backwards ? ['previous'] : [])],
      };
    }
    default:
      return placeSchema({ type: named, sets }, given);
  }
}

/** Every problem of the union that an operation answers with, with what is asked of each. */
export function problemMembers(
  given: Answered,
): readonly { readonly type: GraphQLObjectType; readonly fields: JsonSchema }[] {
  const { type, sets } = rootOf(given);
  const union = getNamedType(type);
  if (!isUnionType(union)) return [];
  return union
    .getTypes()
    .filter(isProblem)
    .map((member) => ({
      type: member,
      fields: objectSchema({ type: member, sets }, given, new Set(['message'])),
    }));
}

function listOf(items: JsonSchema, description: string): JsonSchema {
  return {
    type: 'object',
    description,
    properties: { items: { type: 'array', items } },
    required: ['items'],
  };
}

function itemSchema(type: GraphQLOutputType, sets: readonly SelectionSetNode[], given: Answered): JsonSchema {
  if (!isListType(getNullableType(type)))
    throw new Error(`${given.row.id}: ${given.row.answer.at} is no list`);
  return placeSchema({ type: getNamedType(type), sets }, given);
}

/** Follows the row's path, through the success of a union where there is one. */
function successOf(given: Answered): Reached {
  let reached = rootOf(given);
  for (const key of given.row.answer.at.split('.').slice(1)) reached = stepInto(reached, key, given);
  const named = getNamedType(reached.type);
  return isUnionType(named) && problemsIn(named) > 0
    ? { ...reached, type: successType(named, given) }
    : reached;
}

function problemsIn(union: GraphQLNamedType): number {
  return isUnionType(union) ? union.getTypes().filter(isProblem).length : 0;
}

function stepInto(reached: Reached, key: string, given: Answered): Reached {
  const named = getNamedType(reached.type);
  const type = isUnionType(named) ? successType(named, given) : named;
  if (!isObjectType(type)) throw new Error(`${given.row.id}: nothing is at ${key}`);
  const nodes = fieldsOf({ type, sets: reached.sets }, given).get(key);
  if (!nodes) throw new Error(`${given.row.id}: ${given.row.operation}.graphql does not ask for ${key}`);
  return placeOf(type, nodes);
}

function successType(union: GraphQLNamedType, { row }: Answered): GraphQLObjectType {
  const types = isUnionType(union) ? union.getTypes().filter((type) => !isProblem(type)) : [];
  if (types.length !== 1) throw new Error(`${row.id}: ${union.name} has not one success`);
  return types[0]!;
}

function rootOf({ row, schema, document }: Answered): Reached {
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === 'OperationDefinition',
  )!;
  const root = schema.getRootType(operation.operation)!;
  const [key] = row.answer.at.split('.');
  const nodes = fieldsOf({ type: root, sets: [operation.selectionSet] }, {
    schema,
    document,
  } as Selected).get(key!);
  if (!nodes) throw new Error(`${row.id}: ${row.operation}.graphql does not ask for ${key}`);
  return placeOf(root, nodes);
}

function isProblem(type: GraphQLObjectType): boolean {
  return type.getInterfaces().some((each) => isInterfaceType(each) && each.name === 'Problem');
}
