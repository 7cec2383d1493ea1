import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
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
  TypeNameMetaFieldDef,
} from 'graphql';
import { deferOf, labelOf } from '../../operation/deferral/defer-directive.ts';
import type { Fragments } from '../../operation/introspection.ts';

/** What a client's answer looks like, by the types that its objects turn out to have. */
export interface ObjectShape {
  /** As the schema promises it; the object itself may say more of its type. */
  readonly declared: GraphQLCompositeType;
  /** @returns undefined when the graph has no such type of objects */
  of(typename: string | undefined): ShapedType | undefined;
  /** Names of the types that its objects may have. */
  possibleTypes(): readonly string[];
}

/** The fields of objects of one type, in the order of the answer. */
export interface ShapedType {
  readonly type: GraphQLCompositeType;
  readonly fields: readonly ShapedField[];
  /** Parts of the same object that come later. */
  readonly deferred: readonly DeferredShape[];
  /** Only an interface or union is known, and more is asked of some of its types. */
  readonly isUndecided: boolean;
}

export interface DeferredShape {
  /** Of the router's own: see `deferred-part.ts`. */
  readonly label: string;
  /** Of its own fields of the object. */
  readonly shape: ObjectShape;
}

export interface ShapedField {
  /** In the client's answer. */
  readonly key: string;
  /** In what subgraphs answer: see `safe-keys.ts`. */
  readonly from: string;
  readonly name: string;
  readonly type: GraphQLOutputType;
  /** Undefined for a leaf. */
  readonly below: ObjectShape | undefined;
}

export interface ShapeOptions {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
  /** Of the variables in `@skip` and `@include`. */
  readonly isTrue: (variable: string) => boolean;
  /** @returns under which key subgraphs answer this field */
  readonly keyOf: (field: FieldNode) => string;
}

/** Types are worked out when an object of theirs is met, and then remembered. */
export function answerShape(options: ShapeOptions): ObjectShape {
  const { schema, operation } = options;
  return objectShape(options, schema.getRootType(operation.operation)!, [operation.selectionSet]);
}

function objectShape(
  options: ShapeOptions,
  declared: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): ObjectShape {
  const known = new Map<string, ShapedType>();
  return {
    declared,
    possibleTypes: () =>
      isAbstractType(declared) ? options.schema.getPossibleTypes(declared).map(({ name }) => name) : [],
    of(typename = declared.name) {
      const remembered = known.get(typename);
      if (remembered) return remembered;
      const type = options.schema.getType(typename);
      if (!type || !isCompositeType(type)) return undefined;
      const shaped = shapedType(options, type, sets);
      known.set(typename, shaped);
      return shaped;
    },
  };
}

function shapedType(
  options: ShapeOptions,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): ShapedType {
  const byKey = new Map<string, FieldNode[]>();
  const later = new Map<string, SelectionSetNode[]>();
  let isUndecided = false;
  const leftOut = () => {
    isUndecided ||= isAbstractType(type);
  };
  for (const set of sets) collect(options, { type, set, byKey, later, leftOut, spread: new Set() });
  const fields = [...byKey.values()].flatMap((nodes) => shapedField(options, type, nodes));
  const deferred = [...later].map(([label, parts]) => ({ label, shape: objectShape(options, type, parts) }));
  return { type, fields, deferred, isUndecided };
}

interface Collecting {
  readonly type: GraphQLCompositeType;
  readonly set: SelectionSetNode;
  readonly byKey: Map<string, FieldNode[]>;
  /** By the label of each deferred part. */
  readonly later: Map<string, SelectionSetNode[]>;
  /** Told of each fragment on another type that asks for anything. */
  readonly leftOut: () => void;
  readonly spread: Set<string>;
}

function collect(options: ShapeOptions, { set, ...collecting }: Collecting): void {
  const { byKey, later, spread } = collecting;
  for (const selection of set.selections) {
    if (isLeftOut(options, selection.directives)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const same = byKey.get(key);
      if (same) same.push(selection);
      else byKey.set(key, [selection]);
      continue;
    }
    const fragment = fragmentOf(options, selection, spread);
    if (!fragment || !belongsTo(options, fragment, collecting)) continue;
    const defer = deferOf(selection.directives);
    const label = defer && labelOf(defer);
    if (label !== undefined) {
      later.set(label, [...(later.get(label) ?? []), fragment.selectionSet]);
      continue;
    }
    collect(options, { ...collecting, set: fragment.selectionSet });
  }
}

function belongsTo(
  options: ShapeOptions,
  { typeCondition, selectionSet }: InlineFragmentNode | FragmentDefinitionNode,
  { type, leftOut }: Pick<Collecting, 'type' | 'leftOut'>,
): boolean {
  if (applies(options.schema, typeCondition?.name.value, type)) return true;
  if (asksAnything(options, selectionSet)) leftOut();
  return false;
}

function asksAnything(options: ShapeOptions, { selections }: SelectionSetNode): boolean {
  return selections.some(({ directives }) => !isLeftOut(options, directives));
}

/** A fragment counts once in one set, however often it is spread. */
function fragmentOf(
  { fragments }: ShapeOptions,
  selection: InlineFragmentNode | FragmentSpreadNode,
  spread: Set<string>,
): InlineFragmentNode | FragmentDefinitionNode | undefined {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
  const name = selection.name.value;
  if (spread.has(name)) return undefined;
  spread.add(name);
  return fragments[name];
}

function isLeftOut({ isTrue }: ShapeOptions, directives: readonly DirectiveNode[] = []): boolean {
  return directives.some(({ name, arguments: given }) => {
    if (name.value !== 'skip' && name.value !== 'include') return false;
    const value = given?.find((argument) => argument.name.value === 'if')?.value;
    const holds =
      value?.kind === Kind.VARIABLE ? isTrue(value.name.value) : value?.kind === Kind.BOOLEAN && value.value;
    return holds === (name.value === 'skip');
  });
}

/** An object of which only an interface is known, as a subgraph may answer it, is of that interface's interfaces alone. */
function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLCompositeType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  if (!isAbstractType(wanted)) return false;
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type);
}

function shapedField(
  options: ShapeOptions,
  parent: GraphQLCompositeType,
  nodes: readonly FieldNode[],
): ShapedField[] {
  const node = nodes[0]!;
  const name = node.name.value;
  const type = typeOfField(parent, name);
  if (!type) return [];
  const named = getNamedType(type);
  return [
    {
      key: node.alias?.value ?? name,
      from: options.keyOf(node),
      name,
      type,
      below: isCompositeType(named)
        ? objectShape(options, named, [...new Set(nodes.flatMap(({ selectionSet }) => selectionSet ?? []))])
        : undefined,
    },
  ];
}

function typeOfField(parent: GraphQLCompositeType, name: string): GraphQLOutputType | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef.type;
  return 'getFields' in parent ? parent.getFields()[name]?.type : undefined;
}
