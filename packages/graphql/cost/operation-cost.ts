import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  type InlineFragmentNode,
  isAbstractType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { CostRules } from './cost-rules.ts';
import { type CostVariables, listLength, relevantVariables } from './cost-variables.ts';
import { inputCost } from './input-cost.ts';

/** What one operation costs with these variables, which must have been checked against their types. */
export type OperationCost = (variables: Readonly<Record<string, unknown>>) => number;

/**
 * The static cost of a valid operation, as IBM's cost specification and Apollo's router count it: each object costs 1 and
 * each scalar nothing, unless `@cost` says otherwise; a list costs as often as `@listSize` expects. Worked out once for
 * each set of values that matter. Source: https://ibm.github.io/graphql-specs/cost-spec.html.
 */
export function operationCost(options: {
  readonly schema: GraphQLSchema;
  readonly rules: CostRules;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}): OperationCost {
  const { schema, rules, operation } = options;
  const fragments = fragmentsOf(options.document);
  const relevant = relevantVariables({ schema, rules, operation });
  const known = new Map<string | number, number>();

  return (variables) => {
    const key = relevant.key(variables);
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const cost = countOperation(
      { schema, rules, fragments, variables: relevant.values(variables) },
      operation,
    );
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(key, cost);
    return cost;
  };
}

/** A mutation is paid for before anything of its answer. */
const MUTATION_WEIGHT = 10;
/** Lists of which the SDL does not say how long they are. */
export const DEFAULT_LIST_SIZE = 10;
/** Sets of values of one operation: a page of another length is another set. */
const MAX_REMEMBERED = 100;

interface Given {
  readonly schema: GraphQLSchema;
  readonly rules: CostRules;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: CostVariables;
}

/** One count of an operation. */
interface Count extends Given {
  /** Costs of selections that were met: a fragment that doubles at each level is counted once at each. */
  readonly counted: Map<string, number>;
  readonly numbers: Map<SelectionNode, number>;
}

function countOperation(given: Given, operation: OperationDefinitionNode): number {
  const count: Count = { ...given, counted: new Map(), numbers: new Map() };
  const root = given.schema.getRootType(operation.operation);
  if (!root) return 0;
  const cost = costOfSets(count, { type: root, sets: [operation.selectionSet], sizes: NO_SIZES });
  const base = operation.operation === 'mutation' ? MUTATION_WEIGHT : 0;
  return Math.min(base + cost, Number.MAX_SAFE_INTEGER);
}

/** Selection sets of one place in the answer, all of whose fields it will have. */
interface Place {
  readonly type: GraphQLObjectType;
  readonly sets: readonly SelectionSetNode[];
  /** By field name: how long the place's own lists are, where its parent knows. */
  readonly sizes: Sizes;
}

type Sizes = Readonly<Record<string, number>>;

const NO_SIZES: Sizes = {};

function costOfSets(count: Count, { type, sets, sizes }: Place): number {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  for (const set of sets) collectFields(count, { type, set, fields, spread });
  let cost = 0;
  for (const nodes of fields.values()) cost += costOfField(count, { type, nodes, sizes });
  return cost;
}

interface Collecting {
  readonly type: GraphQLObjectType;
  readonly set: SelectionSetNode;
  /** By key in the answer: fields of one key are one field. */
  readonly fields: Map<string, FieldNode[]>;
  readonly spread: Set<string>;
}

function collectFields(count: Count, { set, ...collecting }: Collecting): void {
  const { type, fields, spread } = collecting;
  for (const selection of set.selections) {
    if (isLeftOut(count, selection)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const same = fields.get(key);
      if (same) same.push(selection);
      else fields.set(key, [selection]);
      continue;
    }
    const fragment = fragmentOf(count, selection, spread);
    if (!fragment || !applies(count.schema, fragment.typeCondition?.name.value, type)) continue;
    collectFields(count, { ...collecting, set: fragment.selectionSet });
  }
}

/** A fragment is spread once in one set, as at the execution. */
function fragmentOf(
  { fragments }: Count,
  selection: FragmentSpreadNode | InlineFragmentNode,
  spread: Set<string>,
): FragmentDefinitionNode | InlineFragmentNode | undefined {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
  const name = selection.name.value;
  if (spread.has(name)) return undefined;
  spread.add(name);
  return fragments.get(name);
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const abstract = schema.getType(condition);
  return isAbstractType(abstract) && schema.isSubType(abstract, type);
}

function isLeftOut({ variables }: Count, { directives }: SelectionNode): boolean {
  return (directives ?? []).some(({ name, arguments: given }) => {
    if (name.value !== 'include' && name.value !== 'skip') return false;
    const value = given?.find((argument) => argument.name.value === 'if')?.value;
    const isTrue =
      value?.kind === Kind.VARIABLE
        ? variables[value.name.value]?.isTrue
        : value?.kind === Kind.BOOLEAN && value.value;
    return Boolean(isTrue) !== (name.value === 'include');
  });
}

interface MergedField {
  readonly type: GraphQLObjectType;
  /** All of one key in the answer: they have the same name and arguments. */
  readonly nodes: readonly FieldNode[];
  readonly sizes: Sizes;
}

function costOfField(count: Count, { type, nodes, sizes }: MergedField): number {
  const node = nodes[0]!;
  const field = type.getFields()[node.name.value];
  // Introspection has limits of its own.
  if (!field) return 0;
  const coordinate = `${type.name}.${field.name}`;
  const below = sizesBelow(count, coordinate, { node, field });
  const times = sizes[field.name] ?? below.own ?? defaultSize(field.type);
  const each = costOfValue(count, {
    coordinate,
    nodes,
    returned: getNamedType(field.type),
    sizes: below.sizes,
  });
  return times * each + argumentsCost(count, coordinate, { node, field });
}

function defaultSize(type: GraphQLOutputType): number {
  return isListType(getNullableType(type)) ? DEFAULT_LIST_SIZE : 1;
}

/** @returns how long the field's own list is, or how long lists below it are */
function sizesBelow(
  { rules, variables }: Count,
  coordinate: string,
  { node, field }: CalledField,
): { readonly own?: number; readonly sizes: Sizes } {
  const rule = rules.listSizes.get(coordinate);
  if (!rule) return { sizes: NO_SIZES };
  const wanted = rule.slicingArguments.map((name) => lengthOf(variables, name, { node, field }));
  const given = wanted.filter((length) => length !== undefined);
  const size = given.length > 0 ? Math.max(...given) : (rule.assumedSize ?? DEFAULT_LIST_SIZE);
  if (rule.sizedFields.length === 0) return { own: size, sizes: NO_SIZES };
  return { sizes: Object.fromEntries(rule.sizedFields.map((name) => [name, size])) };
}

interface CalledField {
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
}

/** What a slicing argument says: a number, or a list by its length. The argument's default counts where none is given, and for null. */
function lengthOf(variables: CostVariables, name: string, { node, field }: CalledField): number | undefined {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  return (
    given(value, variables) ?? listLength(field.args.find((argument) => argument.name === name)?.defaultValue)
  );
}

function given(value: ValueNode | undefined, variables: CostVariables): number | undefined {
  if (value?.kind === Kind.VARIABLE) return variables[value.name.value]?.length;
  if (value?.kind === Kind.INT) return listLength(Number(value.value));
  return value?.kind === Kind.LIST ? value.values.length : undefined;
}

interface Returned {
  readonly coordinate: string;
  readonly nodes: readonly FieldNode[];
  readonly returned: GraphQLNamedType;
  readonly sizes: Sizes;
}

/** One value of the field: of an interface or a union, the dearest type that it may have. */
function costOfValue(count: Count, { coordinate, nodes, returned, sizes }: Returned): number {
  const { schema, rules } = count;
  const weight = rules.weights.get(coordinate);
  const types = isAbstractType(returned) ? schema.getPossibleTypes(returned) : [returned];
  let dearest = 0;
  for (const type of types) {
    if (!isObjectType(type)) return weight ?? rules.weights.get(type.name) ?? 0;
    const own = weight ?? rules.weights.get(type.name) ?? 1;
    dearest = Math.max(dearest, own + costBelow(count, { type, nodes, sizes }));
  }
  return dearest;
}

function costBelow(count: Count, { type, nodes, sizes }: MergedField): number {
  const key = `${type.name} ${nodes.map((node) => numberOf(count, node)).join(' ')} ${Object.values(sizes).join(' ')}`;
  const known = count.counted.get(key);
  if (known !== undefined) return known;
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const cost = costOfSets(count, { type, sets, sizes });
  count.counted.set(key, cost);
  return cost;
}

function numberOf({ numbers }: Count, node: SelectionNode): number {
  const known = numbers.get(node) ?? numbers.size;
  numbers.set(node, known);
  return known;
}

function argumentsCost(
  { rules, variables }: Count,
  coordinate: string,
  { node, field }: CalledField,
): number {
  const costOf = (variable: string) => variables[variable]?.cost ?? 0;
  let cost = 0;
  for (const { name, value } of node.arguments ?? []) {
    const argument = field.args.find((each) => each.name === name.value);
    if (!argument) continue;
    cost += rules.weights.get(`${coordinate}(${name.value}:)`) ?? 0;
    cost += inputCost({ rules, type: argument.type, value, costOf });
  }
  return cost;
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}
