import { Kind, type OperationDefinitionNode, type TypeNode } from 'graphql';

/** The variable that the router asks for entities with; where it asks for several lists at once, each has a number. */
const REPRESENTATIONS = /^representations(_\d+_*)?$/;

/** @returns how many entities an operation asks for by its variables, in all its lists; undefined when it has no such list */
export function entitiesAsked(
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number | undefined {
  const lists = variableDefinitions
    .filter(({ variable, type }) => REPRESENTATIONS.test(variable.name.value) && namedType(type) === '_Any')
    .map(({ variable }) => variables[variable.name.value]);
  if (lists.length === 0) return undefined;
  return lists.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
