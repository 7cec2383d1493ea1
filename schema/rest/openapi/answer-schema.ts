import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { type Components, described, type JsonSchema, outputSchema } from './json-schema.ts';

/** One operation's document over the graph. */
export interface Selected {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly known: Components;
}

/** A place in an answer: of which type it is, and what is asked of it. */
export interface Place {
  readonly type: GraphQLNamedType;
  readonly sets: readonly SelectionSetNode[];
}

/** Fields of one object by their keys in the answer, each with every selection of it. */
export type Fields = ReadonlyMap<string, readonly FieldNode[]>;

/** @returns the schema of what an operation answers at a place: a component where one fragment alone says what is asked */
export function placeSchema({ type, sets }: Place, selected: Selected): JsonSchema {
  const fragment = onlyFragment(sets, selected);
  if (fragment) {
    const inner = { type, sets: [fragment.selectionSet] };
    return selected.known.put(fragment.name.value, () => placeSchema(inner, selected));
  }
  if (isObjectType(type)) return objectSchema({ type, sets }, selected);
  if (!isAbstractType(type)) throw new Error(`${type.name} has no fields`);
  const members = selected.schema
    .getPossibleTypes(type)
    .map((member) => objectSchema({ type: member, sets }, selected));
  return members.length === 1 ? members[0]! : { anyOf: members, ...described(type) };
}

/** @param without keys that stay inside */
export function objectSchema(
  { type, sets }: { readonly type: GraphQLObjectType; readonly sets: readonly SelectionSetNode[] },
  selected: Selected,
  without: ReadonlySet<string> = new Set(),
): JsonSchema {
  const properties = [...fieldsOf({ type, sets }, selected)]
    .filter(([key]) => key !== '__typename' && !without.has(key))
    .map(([key, nodes]) => [key, fieldSchema(type, nodes, selected)] as const);
  return {
    type: 'object',
    ...described(type),
    properties: Object.fromEntries(properties),
    required: properties.map(([key]) => key),
  };
}

/** @returns what is asked of an object of this type, through whichever fragments */
export function fieldsOf(
  { type, sets }: { readonly type: GraphQLObjectType; readonly sets: readonly SelectionSetNode[] },
  selected: Selected,
): Fields {
  const found = new Map<string, FieldNode[]>();
  for (const set of sets) collect(set);
  return found;

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        found.set(key, [...(found.get(key) ?? []), selection]);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentOf(selection.name.value, selected);
      if (holdsFor(type, fragment.typeCondition?.name.value, selected.schema)) collect(fragment.selectionSet);
    }
  }
}

/** @returns where a field leads */
export function placeOf(type: GraphQLObjectType, nodes: readonly FieldNode[]) {
  const field = type.getFields()[nodes[0]!.name.value];
  if (!field) throw new Error(`${type.name} has no ${nodes[0]!.name.value}`);
  return { type: field.type, sets: nodes.flatMap(({ selectionSet }) => selectionSet ?? []) };
}

function fieldSchema(type: GraphQLObjectType, nodes: readonly FieldNode[], selected: Selected): JsonSchema {
  if (nodes[0]!.name.value === '__typename') return { const: type.name };
  const { type: fieldType, sets } = placeOf(type, nodes);
  const schema = outputSchema(fieldType, selected.known, (named) =>
    placeSchema({ type: named, sets }, selected),
  );
  return { ...schema, ...described(type.getFields()[nodes[0]!.name.value]!) };
}

function onlyFragment(
  sets: readonly SelectionSetNode[],
  selected: Selected,
): FragmentDefinitionNode | undefined {
  const [selection, ...others] = sets.flatMap(({ selections }) => selections);
  if (selection?.kind !== Kind.FRAGMENT_SPREAD || others.length > 0) return undefined;
  return fragmentOf(selection.name.value, selected);
}

function fragmentOf(name: string, { document }: Selected): FragmentDefinitionNode {
  const found = document.definitions.find(
    (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name,
  );
  return found as FragmentDefinitionNode;
}

function holdsFor(type: GraphQLObjectType, condition: string | undefined, schema: GraphQLSchema): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wider = schema.getType(condition);
  return isAbstractType(wider) && schema.isSubType(wider, type);
}
