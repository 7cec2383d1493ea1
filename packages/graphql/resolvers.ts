import {
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql';

/** Throws when a resolver's name is not in the schema: @apollo/subgraph leaves such a resolver out without a word. */
export function checkResolvers(schema: GraphQLSchema, resolvers: object): void {
  for (const [typeName, members] of Object.entries(resolvers) as [string, object][]) {
    const type = schema.getType(typeName);
    if (!type) throw new Error(`There are resolvers for ${typeName}, which the schema does not have`);
    if (isScalarType(type) || isUnionType(type)) continue;
    const known = isEnumType(type)
      ? type.getValues().map((value) => value.name)
      : isObjectType(type) || isInterfaceType(type)
        ? Object.keys(type.getFields())
        : [];
    const unknown = Object.keys(members).find((name) => !name.startsWith('__') && !known.includes(name));
    if (unknown)
      throw new Error(`There is a resolver for ${typeName}.${unknown}, which the schema does not have`);
  }
}
