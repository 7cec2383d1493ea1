import {
  type FieldNode,
  type FragmentSpreadNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Fragments } from '../introspection.ts';
import type { CacheHint, CacheHints } from './cache-hints.ts';

/** How long a whole answer may be kept, and for whom. */
export interface CachePolicy {
  /** Seconds; 0: not at all. */
  readonly maxAge: number;
  readonly scope: 'PUBLIC' | 'PRIVATE';
}

/**
 * The policy of a valid operation by the rules of Apollo Server: the shortest of all its fields, private when any of them is.
 * A root field, and a field that returns objects, counts 0 unless it, or its type, says otherwise; a scalar counts as what it
 * stands in. What `@include` and `@skip` may leave out counts as well: one policy holds for all executions.
 * Source: https://www.apollographql.com/docs/apollo-server/performance/caching.
 */
export function cachePolicy(options: {
  readonly schema: GraphQLSchema;
  readonly hints: CacheHints;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
}): CachePolicy {
  const { schema, hints, operation } = options;
  const root = schema.getRootType(operation.operation);
  if (hints.size === 0 || !root || operation.operation !== 'query') return NEVER;
  const count: Count = { ...options, maxAge: undefined, isPrivate: false };
  visitSelections(count, operation.selectionSet, { parent: root, isRoot: true });
  const { maxAge = 0, isPrivate } = count;
  return { maxAge, scope: isPrivate ? 'PRIVATE' : 'PUBLIC' };
}

const NEVER: CachePolicy = { maxAge: 0, scope: 'PUBLIC' };

interface Count {
  readonly schema: GraphQLSchema;
  readonly hints: CacheHints;
  readonly fragments: Fragments;
  /** Undefined until a field has one. */
  maxAge: number | undefined;
  isPrivate: boolean;
}

interface Place {
  readonly parent: GraphQLNamedType;
  readonly isRoot: boolean;
}

function visitSelections(count: Count, { selections }: SelectionSetNode, place: Place): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) visitField(count, selection, place);
    else visitFragment(count, selection, place);
  }
}

function visitFragment(count: Count, selection: InlineFragmentNode | FragmentSpreadNode, place: Place): void {
  const fragment =
    selection.kind === Kind.INLINE_FRAGMENT ? selection : count.fragments[selection.name.value];
  if (!fragment) return;
  const { typeCondition, selectionSet } = fragment;
  const parent = typeCondition ? count.schema.getType(typeCondition.name.value) : place.parent;
  if (parent) visitSelections(count, selectionSet, { ...place, parent });
}

function visitField(count: Count, { name, selectionSet }: FieldNode, place: Place): void {
  if (name.value !== '__typename') judgeField(count, name.value, place);
  const returned = typeOf(place.parent, name.value);
  if (selectionSet && returned) visitSelections(count, selectionSet, { parent: returned, isRoot: false });
}

/** The field of an interface is answered by one of its objects: each of them may be stricter. */
function judgeField(count: Count, fieldName: string, { parent, isRoot }: Place): void {
  const { schema, hints } = count;
  const objects = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [];
  for (const { name } of [parent, ...objects]) {
    const returned = typeOf(schema.getType(name) ?? parent, fieldName);
    const types = returned && isAbstractType(returned) ? schema.getPossibleTypes(returned) : [];
    const isComposite = returned !== undefined && isCompositeType(returned);
    const said = hints.get(`${name}.${fieldName}`);
    // One of several objects without a word of its own is judged by what is said of the abstract type.
    const ofTypes = returned ? [returned, ...types.filter((type) => hints.has(type.name))] : [];
    for (const type of ofTypes) restrict(count, { said, type: hints.get(type.name), isComposite, isRoot });
  }
}

/** As Apollo Server combines what is said of a field with what is said of its type. */
function restrict(
  count: Count,
  given: {
    readonly said: CacheHint | undefined;
    readonly type: CacheHint | undefined;
    readonly isComposite: boolean;
    readonly isRoot: boolean;
  },
): void {
  const { said = {}, isComposite, isRoot } = given;
  const type = isComposite ? (given.type ?? {}) : {};
  const maxAge = said.maxAge !== undefined && !isLeftToType(said, type) ? said.maxAge : type.maxAge;
  const inherits = said.inheritMaxAge === true || type.inheritMaxAge === true;
  if ((said.scope ?? type.scope) === 'PRIVATE' || type.scope === 'PRIVATE') count.isPrivate = true;
  if (maxAge !== undefined) shorten(count, maxAge);
  else if (isRoot || (isComposite && !inherits)) shorten(count, 0);
}

/** Apollo Server gives the type's age precedence over `inheritMaxAge` of a field. */
function isLeftToType(said: CacheHint, type: CacheHint): boolean {
  return said.inheritMaxAge === true && type.maxAge !== undefined;
}

function shorten(count: Count, maxAge: number): void {
  count.maxAge = Math.min(count.maxAge ?? maxAge, maxAge);
}

function typeOf(parent: GraphQLNamedType, fieldName: string): GraphQLNamedType | undefined {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined;
  const field = parent.getFields()[fieldName];
  return field && getNamedType(field.type);
}
