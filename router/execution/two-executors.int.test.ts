import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type GraphQLSchema, parse } from 'graphql';
import { afterAll, describe, it } from 'vitest';
import { namesOfThePlanner } from '../operation/planning/unsafe-names.ts';
import { loadSupergraph } from '../operation/supergraph.ts';
import { type Comparison, compared } from '../testing/differential/comparison.ts';
import { composed } from '../testing/differential/foreign-graph.ts';
import { type GeneratedOperation, generatedOperation } from '../testing/differential/generated-operation.ts';
import { moodOf } from '../testing/differential/mood.ts';
import { MUSEUM } from '../testing/differential/museum.ts';
import { TRANSIT } from '../testing/differential/transit.ts';
import { startTwoRouters, type TwoRouters } from '../testing/differential/two-routers.ts';

/** Any other number makes other operations, and subgraphs that fail elsewhere. */
const SEED = Number(process.env.TEST_EXECUTORS_SEED || 20_261_126);
const OPERATIONS = Number(process.env.TEST_EXECUTORS_OPERATIONS || 170);
const LONGEST_MS = 600_000;

const SHOP = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
const GRAPHS = [
  {
    name: 'the shop',
    sdl: SHOP,
    depth: 6,
    scopes: [...SHOP.matchAll(/"([a-z]+:[a-z]+)"/g)].map(([, scope]) => scope!),
  },
  { name: 'a museum', sdl: composed(MUSEUM), depth: 4, scopes: [] },
  { name: 'a transit network', sdl: composed(TRANSIT), depth: 5, scopes: [] },
];

const counted = { operations: 0, refused: 0, unequal: 0, byKind: new Map<number, number>() };

afterAll(() => {
  const kinds = [...counted.byKind].sort().map(([kind, count]) => `${count} of kind ${kind}`);
  console.info(
    `${counted.operations} operations, ${counted.refused} without a plan; ${counted.unequal} answered otherwise: ${kinds.join(', ')}`,
  );
});

describe('the own executor answers as Apollo’s, but for what that gets wrong,', () => {
  it.each(GRAPHS)(
    'over $name',
    async ({ sdl, depth, scopes }) => {
      const { schema } = loadSupergraph(sdl);
      const names = namesOfThePlanner(parse(sdl));
      const isUnsafe = (name: string) =>
        names.has(name) || name in Object.prototype || /__alias_\d+$/.test(name);
      const two = await startTwoRouters(sdl, { scopes: [...new Set(scopes)] });
      try {
        await fc.assert(
          fc.asyncProperty(DRAWS, fc.nat(1_000_000), (draws, seed) =>
            holds({ two, schema, depth, isUnsafe, aliases: [...ALIASES, ...names] }, draws, seed),
          ),
          { numRuns: OPERATIONS, seed: SEED, endOnFailure: process.env.TEST_EXECUTORS_SHRINK !== 'on' },
        );
      } finally {
        await two.close();
      }
    },
    LONGEST_MS,
  );
});

const DRAWS = fc.array(fc.nat(9_999), { maxLength: 200, size: 'max' });
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
  readonly schema: GraphQLSchema;
  /** Levels of fields: plans of interfaces grow fast with them. */
  readonly depth: number;
  readonly isUnsafe: (name: string) => boolean;
  readonly aliases: readonly string[];
}

async function holds(
  { two, schema, depth, isUnsafe, aliases }: Compare,
  draws: readonly number[],
  seed: number,
) {
  const operation = generatedOperation({ schema, aliases, depth }, draws);
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

function count({ differences, wasRefused }: Comparison): void {
  counted.operations += 1;
  if (wasRefused) counted.refused += 1;
  if (differences.length > 0) counted.unequal += 1;
  for (const kind of new Set(differences.map((each) => each.kind ?? 0)))
    counted.byKind.set(kind, (counted.byKind.get(kind) ?? 0) + 1);
}
