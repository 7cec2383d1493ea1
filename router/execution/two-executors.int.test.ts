import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { namesOfThePlanner } from '../operation/planning/unsafe-names.ts';
import { loadSupergraph } from '../operation/supergraph.ts';
import { type Comparison, compared } from '../testing/differential/comparison.ts';
import { composed, withoutRequiredArguments } from '../testing/differential/foreign-graph.ts';
import {
  type GeneratedOperation,
  type Grammar,
  generatedOperation,
} from '../testing/differential/generated-operation.ts';
import { moodOf } from '../testing/differential/mood.ts';
import { MUSEUM } from '../testing/differential/museum.ts';
import { TRANSIT } from '../testing/differential/transit.ts';
import { startTwoRouters, type TwoRouters } from '../testing/differential/two-routers.ts';

/** Any other number makes other operations, and subgraphs that fail elsewhere. */
const SEED = Number(process.env.TEST_EXECUTORS_SEED || 20_261_126);
const OPERATIONS = Number(process.env.TEST_EXECUTORS_OPERATIONS || 170);
const LONGEST_MS = 600_000;

const SHOP = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
interface ComparedGraph extends Pick<Grammar, 'depth' | 'breadth' | 'fields'> {
  readonly name: string;
  readonly sdl: string;
  /** Whoever asks has them. */
  readonly scopes?: readonly string[];
  readonly operations: number;
  /** How many times each is asked, of subgraphs that answer otherwise each time. */
  readonly moods: number;
  readonly draws: { readonly minLength?: number; readonly maxLength: number };
  /** Several lists of entities are to be asked for in one request, more often than there are operations. */
  readonly joins: boolean;
}

const NARROW = { operations: OPERATIONS, moods: 1, draws: { maxLength: 200 }, joins: false };
/** One subgraph is asked at several places. To ask again costs less than another plan. */
const WIDE = {
  operations: Math.ceil(OPERATIONS / 6),
  moods: 8,
  draws: { minLength: 400, maxLength: 400 },
  breadth: 8,
  fields: 80,
  joins: true,
};

const GRAPHS: readonly ComparedGraph[] = [
  {
    ...NARROW,
    name: 'the shop',
    sdl: SHOP,
    depth: 6,
    scopes: [...SHOP.matchAll(/"([a-z]+:[a-z]+)"/g)].map(([, scope]) => scope!),
  },
  { ...NARROW, name: 'a museum', sdl: composed(MUSEUM), depth: 4 },
  { ...NARROW, name: 'a transit network', sdl: composed(TRANSIT), depth: 5 },
  { ...WIDE, name: 'a museum that joins', sdl: composed(withoutRequiredArguments(MUSEUM)), depth: 4 },
  {
    ...WIDE,
    name: 'a transit network that joins',
    sdl: composed(withoutRequiredArguments(TRANSIT)),
    depth: 5,
  },
];

const counted = { operations: 0, refused: 0, joined: 0, unequal: 0, byKind: new Map<number, number>() };

afterAll(() => {
  const kinds = [...counted.byKind].sort().map(([kind, count]) => `${count} of kind ${kind}`);
  console.info(
    `${counted.operations} operations, ${counted.refused} without a plan; ${counted.joined} requests for several lists; ${counted.unequal} answered otherwise: ${kinds.join(', ')}`,
  );
});

describe('the own executor answers as Apollo’s, but for what that gets wrong,', () => {
  it.each(GRAPHS)(
    'over $name',
    async (graph) => {
      const { sdl, scopes = [], moods } = graph;
      const { schema } = loadSupergraph(sdl);
      const names = namesOfThePlanner(parse(sdl));
      const isUnsafe = (name: string) =>
        names.has(name) || name in Object.prototype || /__alias_\d+$/.test(name);
      const two = await startTwoRouters(sdl, { scopes: [...new Set(scopes)] });
      const grammar = { ...graph, schema, aliases: [...ALIASES, ...names] };
      const joinedBefore = counted.joined;
      try {
        await fc.assert(
          fc.asyncProperty(drawsOf(graph.draws), seedsOf(moods), async (draws, seeds) => {
            for (const seed of seeds) await holds({ two, grammar, isUnsafe }, draws, seed);
          }),
          {
            numRuns: graph.operations,
            seed: SEED,
            endOnFailure: process.env.TEST_EXECUTORS_SHRINK !== 'on',
          },
        );
        if (graph.joins) expect(counted.joined - joinedBefore).toBeGreaterThan(graph.operations);
      } finally {
        await two.close();
      }
    },
    LONGEST_MS,
  );
});

function drawsOf(lengths: ComparedGraph['draws']) {
  return fc.array(fc.nat(9_999), { ...lengths, size: 'max' });
}

function seedsOf(moods: number) {
  return fc.array(fc.nat(1_000_000), { minLength: moods, maxLength: moods });
}

const ALIASES = [
  'a',
  'b',
  'c',
  'title',
  'label',
  'seats',
  'a__alias_0',
  'constructor',
  '__typename',
  'toString',
];

interface Compare {
  readonly two: TwoRouters;
  /** Levels of fields: plans of interfaces grow fast with them. */
  readonly grammar: Grammar;
  readonly isUnsafe: (name: string) => boolean;
}

async function holds({ two, grammar, isUnsafe }: Compare, draws: readonly number[], seed: number) {
  const operation = generatedOperation(grammar, draws);
  const comparison = await compared(two, { operation, mood: moodOf(seed) }, isUnsafe);
  count(comparison);
  const unnamed = comparison.differences.filter(({ kind }) => kind === undefined);
  if (unnamed.length > 0) throw new Error(story(operation, comparison));
}

/** What somebody needs who looks for the reason. */
function story({ query, variables }: GeneratedOperation, { own, gateway, differences }: Comparison): string {
  const answers = Object.entries({ own, gateway }).map(
    ([name, { answer }]) => `${name}: ${JSON.stringify({ data: answer.data, errors: answer.errors })}`,
  );
  const told = differences.map(({ kind, text }) => `kind ${kind ?? 'unknown'}: ${text}`);
  const asked = own.asked.map((each) => `${each.name}: ${each.query.replace(/\s+/g, ' ')}`);
  return ['', query, JSON.stringify(variables), ...told, ...answers, ...asked, ''].join('\n');
}

function count({ own, differences, wasRefused }: Comparison): void {
  counted.operations += 1;
  counted.joined += own.asked.filter(({ lists }) => lists.length > 1).length;
  if (wasRefused) counted.refused += 1;
  if (differences.length > 0) counted.unequal += 1;
  for (const kind of new Set(differences.map((each) => each.kind ?? 0)))
    counted.byKind.set(kind, (counted.byKind.get(kind) ?? 0) + 1);
}
