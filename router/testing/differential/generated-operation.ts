import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  OperationTypeNode,
} from 'graphql';

/** One operation with all that it needs. */
export interface GeneratedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Grammar {
  readonly schema: GraphQLSchema;
  /** Names that are given to fields beside those of the schema. */
  readonly aliases: readonly string[];
  /** Levels of fields. */
  readonly depth: number;
  /** Of all levels together. Default: 40 */
  readonly fields?: number;
  /** Of one object, at most. Default: 4 */
  readonly breadth?: number;
  /** Fragments are deferred, also those at the root of a query. */
  readonly defers?: boolean;
}

/**
 * @param draws numbers, each of which decides one thing; where there are no more, the plainest is taken, so that fewer and
 *   smaller numbers are a smaller operation
 */
export function generatedOperation(grammar: Grammar, draws: readonly number[]): GeneratedOperation {
  let next = 0;
  const draw = (below: number) => (below > 1 ? (draws[next++] ?? 0) % below : 0);
  const { fields: left = 40, breadth = 4 } = grammar;
  const writing = { ...grammar, breadth, draw, types: new Map(), variables: {}, fragments: [], left };
  const isMutation = grammar.schema.getMutationType() && draw(8) === 7;
  const operation = isMutation ? OperationTypeNode.MUTATION : OperationTypeNode.QUERY;
  const root = grammar.schema.getRootType(operation)!;
  const selection = selectionOf(writing, { type: root, depth: grammar.depth, keys: new Map(), isRoot: true });
  const text = [selection, ...writing.fragments].join('\n');
  const used = new Set([...text.matchAll(/\$(\w+)/g)].map(([, name]) => name!));
  const declared = [...writing.types]
    .filter(([name]) => used.has(name))
    .map(([name, type]) => `$${name}: ${type}`);
  return {
    query: `${operation} Generated${declared.length > 0 ? `(${declared.join(', ')})` : ''} ${text}`,
    variables: Object.fromEntries(Object.entries(writing.variables).filter(([name]) => used.has(name))),
  };
}

interface Writing extends Grammar {
  readonly breadth: number;
  readonly draw: (below: number) => number;
  /** Of variables. */
  readonly types: Map<string, string>;
  readonly variables: Record<string, unknown>;
  readonly fragments: string[];
  /** Fields that may still be written. */
  left: number;
}

/** What is asked for under one key of one object: whoever uses the key again must mean the same. */
interface KeyUse {
  readonly parent: GraphQLCompositeType;
  readonly field: string;
  readonly given: string;
  readonly type: string;
  readonly below: Keys;
}

type Keys = Map<string, KeyUse>;

interface Selecting {
  readonly type: GraphQLCompositeType;
  readonly depth: number;
  readonly keys: Keys;
  readonly isRoot?: boolean;
}

function selectionOf(writing: Writing, selecting: Selecting): string {
  const parts: string[] = [];
  const wanted = 1 + writing.draw(writing.breadth);
  for (let index = 0; index < wanted; index += 1) parts.push(...partOf(writing, selecting));
  if (parts.length === 0) parts.push(plainTypename(selecting.keys));
  return `{ ${parts.join(' ')} }`;
}

function plainTypename(keys: Keys): string {
  for (const key of ['kind', 'kind2', 'kind3', 'kind4']) if (!keys.has(key)) return `${key}: __typename`;
  return 'kind5: __typename';
}

function partOf(writing: Writing, selecting: Selecting): string[] {
  const { type, isRoot } = selecting;
  const choice = writing.draw(8);
  const isFragment = choice === 6 || isUnionType(type) || (writing.defers && choice === 5);
  if (isFragment && (!isRoot || mayDeferAtRoot(writing, type))) return fragmentPart(writing, selecting);
  if (choice === 7 && !isRoot) return typenamePart(writing, selecting);
  return fieldPart(writing, selecting);
}

function mayDeferAtRoot({ defers, schema }: Writing, type: GraphQLCompositeType): boolean {
  return defers === true && type === schema.getQueryType();
}

function typenamePart(writing: Writing, { type, keys }: Selecting): string[] {
  if (keys.has('__typename')) return [];
  keys.set('__typename', { parent: type, field: '__typename', given: '', type: 'String!', below: new Map() });
  return [`__typename${condition(writing)}`];
}

function fragmentPart(writing: Writing, selecting: Selecting): string[] {
  const { schema, draw } = writing;
  const { type, depth, keys } = selecting;
  const types = isAbstractType(type) ? [...schema.getPossibleTypes(type), type] : [type];
  const related = isObjectType(type) ? type.getInterfaces() : [];
  const all = [...types, ...related];
  const inner = all[draw(all.length)]!;
  const set = selectionOf(writing, { type: inner, depth: depth - 1, keys });
  if (draw(4) === 3) {
    const name = `Part${writing.fragments.length}`;
    writing.fragments.push(`fragment ${name} on ${inner.name} ${set}`);
    return [`...${name}${condition(writing)}${deferral(writing)}`];
  }
  const on = inner === type && draw(3) === 2 ? '' : ` on ${inner.name}`;
  return [`...${on}${condition(writing)}${deferral(writing)} ${set}`];
}

function fieldPart(writing: Writing, selecting: Selecting): string[] {
  const { draw } = writing;
  const { type, depth, keys } = selecting;
  if (!('getFields' in type) || writing.left <= 0) return [];
  const fields = Object.values(type.getFields()).filter(
    (field) => depth > 1 || isLeafType(getNamedType(field.type)),
  );
  if (fields.length === 0) return [];
  const field = fields[draw(fields.length)]!;
  const key = keyFor(writing, field);
  const given = argumentsOf(writing, field);
  const use = keyUse(selecting, { key, field, given });
  if (!use) return [];
  keys.set(key, use);
  writing.left -= 1;
  const alias = key === field.name ? '' : `${key}: `;
  const named = getNamedType(field.type);
  const below = isCompositeType(named)
    ? ` ${selectionOf(writing, { type: named, depth: depth - 1, keys: use.below })}`
    : '';
  return [`${alias}${field.name}${given}${condition(writing)}${below}`];
}

/** @returns undefined when the key means something else already */
function keyUse(
  { type, keys }: Selecting,
  { key, field, given }: { key: string; field: GraphQLField<unknown, unknown>; given: string },
): KeyUse | undefined {
  const fresh = { parent: type, field: field.name, given, type: String(field.type), below: new Map() };
  const known = keys.get(key);
  if (!known) return fresh;
  if (known.field === field.name && known.given === given && known.type === fresh.type) return known;
  const apart = known.parent !== type && isObjectType(known.parent) && isObjectType(type);
  return apart && known.type === fresh.type && isLeafType(getNamedType(field.type)) ? known : undefined;
}

function keyFor({ draw, aliases }: Writing, field: GraphQLField<unknown, unknown>): string {
  if (draw(10) < 6) return field.name;
  return aliases[draw(aliases.length)]!;
}

function deferral({ defers, draw, types, variables }: Writing): string {
  if (!defers || draw(4) === 3) return '';
  const label =
    draw(2) === 0 ? '' : `label: "part ${types.size} ${Object.keys(variables).length} ${draw(10_000)}"`;
  const choice = draw(6);
  if (choice < 4) return label === '' ? ' @defer' : ` @defer(${label})`;
  const variable = `defers${draw(2)}`;
  types.set(variable, 'Boolean');
  if (choice === 5) variables[variable] ??= draw(2) === 0;
  return ` @defer(${label} if: $${variable})`;
}

function condition(writing: Writing): string {
  const { draw, types, variables } = writing;
  const choice = draw(12);
  if (choice < 10) return '';
  const name = choice === 10 ? 'include' : 'skip';
  if (draw(4) === 3) return ` @${name}(if: ${draw(2) === 0})`;
  const variable = `is${draw(3)}`;
  if (!(variable in variables)) {
    types.set(variable, 'Boolean!');
    variables[variable] = draw(2) === 0;
  }
  return ` @${name}(if: $${variable})`;
}

function argumentsOf(writing: Writing, field: GraphQLField<unknown, unknown>): string {
  const given = field.args.flatMap((argument) => {
    const isNeeded = isNonNullType(argument.type) && argument.defaultValue === undefined;
    if (!isNeeded && writing.draw(3) !== 2) return [];
    return [`${argument.name}: ${argumentOf(writing, argument)}`];
  });
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

function argumentOf(writing: Writing, argument: GraphQLArgument): string {
  const { draw, types, variables } = writing;
  const value = valueFor(writing, argument.type, 3);
  if (draw(3) !== 2) return literalOf(value, argument.type);
  const name = draw(6) === 5 && !('representations' in variables) ? 'representations' : `value${types.size}`;
  types.set(name, String(argument.type));
  variables[name] = value;
  return `$${name}`;
}

function valueFor(writing: Writing, type: GraphQLInputType, depth: number): unknown {
  const { draw } = writing;
  if (isNonNullType(type)) return valueFor(writing, type.ofType, depth);
  if (isListType(type)) return [valueFor(writing, type.ofType, depth)];
  if (isEnumType(type)) return type.getValues()[draw(type.getValues().length)]!.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) =>
        (isNonNullType(field.type) && field.defaultValue === undefined) || (depth > 0 && draw(3) === 2),
    );
    const only = type.isOneOf ? [Object.values(type.getFields())[0]!] : fields;
    return Object.fromEntries(only.map((field) => [field.name, valueFor(writing, field.type, depth - 1)]));
  }
  return LEAVES[type.name]?.(draw) ?? `text ${draw(5)}`;
}

const LEAVES: Readonly<Record<string, (draw: Writing['draw']) => unknown>> = {
  Int: (draw) => draw(4),
  Float: (draw) => draw(4) + 0.5,
  Boolean: (draw) => draw(2) === 1,
  ID: (draw) => `id-${draw(4)}`,
  Yen: (draw) => draw(1_000),
  Date: () => '2026-11-26',
  DateTime: () => '2026-11-26T00:00:00.000Z',
};

function literalOf(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(value, type.ofType);
  if (isListType(type))
    return `[${(value as unknown[]).map((item) => literalOf(item, type.ofType)).join(', ')}]`;
  if (isEnumType(type)) return String(value);
  if (!isInputObjectType(type)) return JSON.stringify(value);
  const fields = type.getFields();
  const parts = Object.entries(value as object).map(
    ([name, part]) => `${name}: ${literalOf(part, fields[name]!.type)}`,
  );
  return `{ ${parts.join(', ')} }`;
}
