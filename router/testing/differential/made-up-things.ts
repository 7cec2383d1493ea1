import {
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
} from 'graphql';
import { chance } from './chance.ts';
import type { MadeUpGraph } from './made-up-graph.ts';
import type { Mood } from './mood.ts';

/** Something that subgraphs know: an entity, or a value inside one. */
export interface MadeUpThing {
  /** As this subgraph knows it. */
  readonly type: string;
  /** The same in each subgraph. */
  readonly id: string;
  /** Of an entity: its keys are made of it. */
  readonly number?: number;
  /** What the router has told of it beside keys. */
  readonly told?: string;
}

interface World {
  readonly schema: GraphQLSchema;
  readonly graph: MadeUpGraph;
  readonly mood: Mood;
}

const NUMBERS = 4;

export function nullOf({ seed }: Mood, about: string): boolean {
  return chance(seed, 'null', about) < 0.1;
}

/** @returns undefined when what was told names nothing: a key is null, or this subgraph has no such type */
export function thingOf(
  { schema, graph }: World,
  representation: Readonly<Record<string, unknown>>,
): MadeUpThing | undefined {
  const { __typename, ...told } = representation;
  const typename = String(__typename);
  const keys = Object.entries(told).filter(([name]) => isKeyOf(graph, typename, name));
  const number = numberIn(keys.map(([, value]) => value));
  if (number === undefined) return undefined;
  const type = concreteType({ schema, graph }, typename, number);
  if (!type) return undefined;
  const others = Object.entries(told).filter(([name]) => !isKeyOf(graph, typename, name));
  return { type, id: entityId(graph, typename, number), number, told: JSON.stringify(others.sort(byName)) };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function isKeyOf({ keyFields, families }: MadeUpGraph, type: string, field: string): boolean {
  return keyFields.has(`${type}.${field}`) || keyFields.has(`${families.get(type)?.name}.${field}`);
}

/** Keys are texts that end with the number, or the number itself, or objects of such. */
function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    const [, digits] = /-(\d+)$/.exec(value) ?? [];
    return digits === undefined ? undefined : Number(digits);
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const part of Object.values(value)) {
    const number = numberIn(part);
    if (number !== undefined) return number;
  }
  return undefined;
}

function entityId({ families }: MadeUpGraph, type: string, number: number): string {
  return `${families.get(type)?.name ?? type}#${number}`;
}

/** Of an interface of entities, the number says which type each has. */
function concreteType(
  { schema, graph }: Pick<World, 'schema' | 'graph'>,
  name: string,
  number: number,
): string | undefined {
  const type = schema.getType(name);
  if (!type) return undefined;
  if (!isAbstractType(type)) return name;
  const types = graph.families.get(name)?.types ?? schema.getPossibleTypes(type).map((each) => each.name);
  const concrete = types[number % types.length]!;
  return schema.getType(concrete) ? concrete : undefined;
}

/** @returns what a field holds */
export function madeUpThing(
  world: World,
  asked: {
    readonly type: GraphQLCompositeType;
    readonly about: string;
    readonly isKey: boolean;
    readonly thing: MadeUpThing;
  },
): MadeUpThing | undefined {
  const { graph, mood, schema } = world;
  const { about, thing } = asked;
  let name = asked.type.name;
  const family = graph.families.get(name);
  if (isAbstractType(asked.type) && family?.name !== name) {
    const types = schema.getPossibleTypes(asked.type);
    name = types[Math.floor(chance(mood.seed, 'type', about) * types.length)]!.name;
  }
  if (asked.isKey && thing.number !== undefined) return known(world, name, thing.number);
  const drawn = Math.floor(chance(mood.seed, 'number', about.replaceAll('!', '')) * NUMBERS);
  if (graph.entities.has(name) || family) return known(world, name, numberFor(world, name, drawn));
  return { type: name, id: about.replaceAll('!', ''), number: drawn };
}

/** A number of the family that has this type. */
function numberFor({ graph }: World, name: string, drawn: number): number {
  const family = graph.families.get(name);
  const place = family?.types.indexOf(name) ?? -1;
  return family && place >= 0 ? drawn * family.types.length + place : drawn;
}

function known(world: World, name: string, number: number): MadeUpThing | undefined {
  const type = concreteType(world, name, number);
  return type === undefined ? undefined : { type, id: entityId(world.graph, name, number), number };
}

/** One value in four is what a condition would take for nothing. */
export function madeUpLeaf(
  { mood }: World,
  asked: {
    readonly type: GraphQLNamedType;
    readonly about: string;
    readonly isKey: boolean;
    readonly thing: MadeUpThing;
    readonly field: { readonly name: string };
  },
): unknown {
  const { type, thing, field } = asked;
  const about = asked.about.replaceAll('!', '');
  if (asked.isKey && thing.number !== undefined)
    return type.name === 'Int' ? thing.number : `${field.name}-${thing.number}`;
  const isNothing = chance(mood.seed, 'nothing', about) < 0.25;
  const drawn = Math.floor(chance(mood.seed, 'leaf', about) * 1_000);
  if (isEnumType(type)) {
    const values = type.getValues().filter(({ name }) => !HIDDEN_VALUES.has(name));
    return values[drawn % values.length]!.name;
  }
  switch (type.name) {
    case 'Boolean':
      return drawn % 2 === 0;
    case 'Int':
    case 'Yen':
      return isNothing ? 0 : drawn;
    case 'Float':
      return isNothing ? 0 : drawn / 8;
    default:
      return isNothing ? '' : `${field.name} ${drawn}`;
  }
}

/** Values that clients are not to see are answered by nobody here: what becomes of one has a test of its own. */
const HIDDEN_VALUES: ReadonlySet<string> = new Set(['LOST', 'GREY']);
