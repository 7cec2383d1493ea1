import { type GraphQLLeafType, isEnumType, isSpecifiedScalarType } from 'graphql';

/** What a subgraph may answer for a leaf of this type. The graph knows of its own scalars no more than their names. */
export function leafCheck(type: GraphQLLeafType): (value: unknown) => boolean {
  if (isEnumType(type)) return (value) => typeof value === 'string' && type.getValue(value) !== undefined;
  if (!isSpecifiedScalarType(type)) return (value) => isShallow(value);
  switch (type.name) {
    case 'Boolean':
      return (value) => typeof value === 'boolean';
    case 'Int':
      return (value) => typeof value === 'number' && (value | 0) === value;
    case 'Float':
      return Number.isFinite;
    case 'ID':
      return (value) => typeof value === 'string' || Number.isInteger(value);
    default:
      return (value) => typeof value === 'string';
  }
}

/** What is nested much deeper cannot be written, and would take the whole answer with it. */
const MAX_LEVELS = 500;

/** @returns whether a value of JSON is nested no deeper than it may be */
export function isShallow(value: unknown, levels = MAX_LEVELS): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((each) => isShallow(each, levels - 1));
}
