import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** @returns whether objects of one type are of another; remembered, since plans ask for each object */
export type IsOfType = (typename: string, condition: string) => boolean;

/** @param schema the whole graph: subgraphs answer types that clients do not see */
export function objectTypes(schema: GraphQLSchema): IsOfType {
  const known = new Map<string, Map<string, boolean>>();
  return (typename, condition) => {
    if (typename === condition) return true;
    let ofCondition = known.get(condition);
    if (!ofCondition) {
      ofCondition = new Map();
      known.set(condition, ofCondition);
    }
    let answer = ofCondition.get(typename);
    if (answer === undefined) {
      answer = isSubType(schema, typename, condition);
      if (ofCondition.size < MAX_TYPES) ofCondition.set(typename, answer);
    }
    return answer;
  };
}

/** A subgraph that answers names of types at will does not fill the memory. */
const MAX_TYPES = 10_000;

function isSubType(schema: GraphQLSchema, typename: string, condition: string): boolean {
  const type = schema.getType(typename);
  const wanted = schema.getType(condition);
  if (!wanted || !isAbstractType(wanted)) return false;
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type);
}
