import { setImmediate } from 'node:timers/promises';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLFormattedError,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { SubgraphAnswer, SubgraphTransport } from '../../subgraphs/subgraph-transport.ts';
import { chance } from './chance.ts';
import type { MadeUpGraph } from './made-up-graph.ts';
import { type MadeUpThing, madeUpLeaf, madeUpThing, nullOf, thingOf } from './made-up-things.ts';
import { type AskedFor, absenceOf, type Mood, turnsFor } from './mood.ts';

/** What a subgraph was asked for one operation. */
export interface AskedSubgraph {
  readonly name: string;
  readonly query: string;
  /** Of entities, as many as the request joins; none when it asks the root. */
  readonly lists: readonly (readonly Representation[])[];
  /** Types of its own that are interfaces elsewhere. */
  readonly interfaceObjects: readonly string[];
}

/**
 * A subgraph without resolvers. What it answers is decided by the thing that is asked about, the field and the arguments
 * alone, so that each executor gets the same answers, in whatever order and by whatever names it asks for them, and in one
 * request or several. Answers come in an order that the mood decides.
 */
export function madeUpSubgraph(options: {
  readonly name: string;
  readonly graph: MadeUpGraph;
  readonly mood: () => Mood;
  readonly asked: (asked: AskedSubgraph) => void;
}): SubgraphTransport {
  const { name, graph, mood, asked } = options;
  const schema = graph.schemas.get(name)!;
  const interfaceObjects = [...graph.families.values()]
    .map((family) => family.name)
    .filter((type) => isObjectType(schema.getType(type)));
  return {
    async execute({ query, variables = {} }) {
      const document = parse(query, { noLocation: true });
      const asking = {
        name,
        graph,
        schema,
        mood: mood(),
        query,
        document,
        variables: variables as Variables,
      };
      const lists = entityListsOf(asking);
      asked({ name, query, interfaceObjects, lists });
      for (let left = turnsFor(asking.mood, name, query); left > 0; left -= 1) await setImmediate();
      const away = awayAnswer(asking.mood, name, lists.length > 0 ? 'entities' : 'root');
      return away ?? refusal(asking, lists.flat()) ?? answerOf(asking);
    },
    subscribe: async () => ({ data: null }),
    ready: async () => undefined,
    close: async () => undefined,
  };
}

type Variables = Readonly<Record<string, unknown>>;
type Representation = Readonly<Record<string, unknown>>;

interface Asking {
  readonly name: string;
  readonly graph: MadeUpGraph;
  readonly schema: GraphQLSchema;
  readonly mood: Mood;
  readonly query: string;
  readonly document: DocumentNode;
  readonly variables: Variables;
}

function operationOf({ definitions }: DocumentNode): OperationDefinitionNode {
  return definitions.find(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  )!;
}

function entityListsOf({ document, variables }: Asking): readonly (readonly Representation[])[] {
  return operationOf(document).selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD && selection.name.value === '_entities'
      ? [representationsOf(selection, variables)]
      : [],
  );
}

/** They come in a variable. */
function representationsOf(
  { arguments: given = [] }: FieldNode,
  variables: Variables,
): readonly Representation[] {
  const value = given.find(({ name }) => name.value === 'representations')?.value;
  const told = value?.kind === Kind.VARIABLE && variables[value.name.value];
  if (!Array.isArray(told)) throw new Error('_entities is asked without representations');
  return told;
}

/** Throws when nothing can be heard of it. @returns undefined when it answers */
function awayAnswer(mood: Mood, name: string, what: AskedFor): SubgraphAnswer | undefined {
  const errors = [{ message: `${name} is away`, extensions: { code: 'SERVICE_UNAVAILABLE' } }];
  switch (absenceOf(mood, name, what)) {
    case 'throws':
      throw new Error(`connect ECONNREFUSED ${name}`);
    case 'tells':
      return { errors };
    case 'is silent':
      return { data: null };
    case 'tells without data':
      return { data: null, errors };
    case undefined:
      return undefined;
  }
}

/** One entity takes the answer of all who are asked about in the same request. */
function refusal(asking: Asking, told: readonly Representation[]): SubgraphAnswer | undefined {
  const { name, mood } = asking;
  const { seed, unruly } = mood;
  if (!unruly) return undefined;
  const isRefused = told
    .map((each) => thingOf(asking, each))
    .some((thing) => thing && chance(seed, 'refused', name, thing.id) < unruly.refused);
  if (!isRefused) return undefined;
  return { data: null, errors: [{ message: `${name} refuses it`, extensions: { code: 'BAD_USER_INPUT' } }] };
}

function answerOf(asking: Asking): SubgraphAnswer {
  const { schema, document } = asking;
  const operation = operationOf(document);
  const fragments = new Map<string, SelectionSetNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each.selectionSet);
  const variables: Record<string, unknown> = { ...asking.variables };
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    if (variables[variable.name.value] === undefined && defaultValue && 'value' in defaultValue)
      variables[variable.name.value] = literal(defaultValue);
  const errors: GraphQLFormattedError[] = [];
  const answering: Answering = { ...asking, variables, fragments, errors };
  const root = { type: schema.getRootType(operation.operation)!.name, id: 'root' };
  const data = objectOf(answering, { thing: root, sets: [operation.selectionSet], path: [] });
  const answer = { data: data === BROKEN ? null : (data as Record<string, unknown>) };
  return errors.length > 0 ? { ...answer, errors } : answer;
}

function literal(value: { readonly kind: Kind; readonly value: unknown }): unknown {
  return value.kind === Kind.INT || value.kind === Kind.FLOAT ? Number(value.value) : value.value;
}

interface Answering extends Asking {
  readonly fragments: ReadonlyMap<string, SelectionSetNode>;
  readonly errors: GraphQLFormattedError[];
}

/** A value that may not be null and failed: what is around it becomes null. */
const BROKEN = Symbol('broken');

interface ObjectAsked {
  readonly thing: MadeUpThing;
  readonly sets: readonly SelectionSetNode[];
  readonly path: readonly (string | number)[];
}

function objectOf(answering: Answering, { thing, sets, path }: ObjectAsked): unknown {
  const type = answering.schema.getType(thing.type) as GraphQLObjectType;
  const nodes = new Map<string, FieldNode[]>();
  for (const set of sets) collect(answering, { type, set, nodes });
  const answer: Record<string, unknown> = Object.create(null);
  for (const [key, [node, ...others]] of nodes) {
    const at = [...path, key];
    const value = fieldOf(answering, { thing, type, nodes: [node!, ...others], path: at });
    if (value === BROKEN) return BROKEN;
    answer[key] = value;
  }
  return answer;
}

function collect(
  answering: Answering,
  into: {
    readonly type: GraphQLObjectType;
    readonly set: SelectionSetNode;
    readonly nodes: Map<string, FieldNode[]>;
  },
): void {
  const { schema, fragments, variables } = answering;
  for (const selection of into.set.selections) {
    if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) continue;
    if (getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if === false) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      into.nodes.set(key, [...(into.nodes.get(key) ?? []), selection]);
    } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
      collect(answering, { ...into, set: fragments.get(selection.name.value)! });
    } else if (isOf(schema, into.type, selection.typeCondition?.name.value)) {
      collect(answering, { ...into, set: selection.selectionSet });
    }
  }
}

function isOf(schema: GraphQLSchema, type: GraphQLObjectType, condition: string = type.name): boolean {
  const wanted = schema.getType(condition);
  return condition === type.name || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}

interface FieldAsked {
  readonly thing: MadeUpThing;
  readonly type: GraphQLObjectType;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly path: readonly (string | number)[];
}

function fieldOf(answering: Answering, { thing, type, nodes, path }: FieldAsked): unknown {
  const [node] = nodes;
  const name = node.name.value;
  if (name === '__typename') return thing.type;
  const field = type.getFields()[name];
  if (!field) throw new Error(`${answering.name} has no ${type.name}.${name}: ${answering.query}`);
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  if (name === '_entities') return entitiesOf(answering, { node, sets, path });
  const given = JSON.stringify(getArgumentValues(field, node, answering.variables));
  const requires = answering.graph.requiring.has(`${answering.name} ${type.name}.${name}`);
  const about = `${thing.id}.${name}(${given})${requires ? (thing.told ?? '') : ''}`;
  return answeredValue(answering, { thing, type: field.type, field, about, sets, path, of: type.name });
}

function entitiesOf(
  answering: Answering,
  { node, sets, path }: Pick<ObjectAsked, 'sets' | 'path'> & { readonly node: FieldNode },
): readonly unknown[] {
  const { mood, name, errors } = answering;
  return representationsOf(node, answering.variables).map((told, index) => {
    const thing = thingOf(answering, told);
    if (!thing) return null;
    const at = [...path, index];
    const luck = mood.unruly ? chance(mood.seed, 'unknown', name, thing.id) : 1;
    if (mood.unruly && luck < mood.unruly.unknown) {
      if (luck < mood.unruly.unknown / 2) errors.push(madeUpError(thing.id, at));
      return null;
    }
    const object = objectOf(answering, { thing, sets, path: at });
    return object === BROKEN ? null : object;
  });
}

function madeUpError(about: string, path: readonly (string | number)[]): GraphQLFormattedError {
  return { message: about, path: [...path], extensions: { code: 'NOT_FOUND' } };
}

interface ValueAsked {
  /** Which the field is of. */
  readonly thing: MadeUpThing;
  readonly of: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly type: GraphQLOutputType;
  /** Decides what it is. */
  readonly about: string;
  readonly sets: readonly SelectionSetNode[];
  readonly path: readonly (string | number)[];
}

function answeredValue(answering: Answering, asked: ValueAsked): unknown {
  const { type, about, path } = asked;
  const fate = fateOf(answering, about);
  if (fate === 'error') answering.errors.push(madeUpError(about, path));
  if (fate === 'error' && isNonNullType(type)) return BROKEN;
  if (fate !== undefined) return null;
  if (!isNonNullType(type)) return nullableValue(answering, asked);
  const inner = { ...asked, type: type.ofType, about: `${about}!` };
  const value = answeredValue(answering, inner);
  return value === null && fateOf(answering, inner.about) !== 'null' ? BROKEN : value;
}

/** What goes wrong with a value: an error, or null without a word, against what it promises or not. */
function fateOf({ mood: { seed, unruly }, name }: Answering, about: string): 'error' | 'null' | undefined {
  if (!unruly) return undefined;
  const luck = chance(seed, 'luck', name, about);
  if (luck < unruly.error) return 'error';
  return luck < unruly.error + unruly.null ? 'null' : undefined;
}

function nullableValue(answering: Answering, asked: ValueAsked): unknown {
  const { type, about, of, field, path } = asked;
  const isKey = answering.graph.keyFields.has(`${of}.${field.name}`);
  if (!isKey && !about.endsWith('!') && nullOf(answering.mood, about)) return null;
  if (isListType(type)) return listOf(answering, { ...asked, type: type.ofType });
  if (!isCompositeType(type)) return madeUpLeaf(answering, { ...asked, type: getNamedType(type), isKey });
  const thing = madeUpThing(answering, { ...asked, type, isKey });
  if (!thing) return null;
  const object = objectOf(answering, { thing, sets: asked.sets, path });
  return object === BROKEN ? null : object;
}

function listOf(answering: Answering, asked: ValueAsked): unknown {
  const { mood } = answering;
  const length = Math.floor(chance(mood.seed, 'length', asked.about) * 4);
  const items: unknown[] = [];
  for (let index = 0; index < length; index += 1) {
    const about = `${asked.about.replace(/!$/, '')}[${index}]`;
    const value = answeredValue(answering, { ...asked, about, path: [...asked.path, index] });
    if (value === BROKEN) return null;
    items.push(value);
  }
  return items;
}
