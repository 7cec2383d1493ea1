import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSupergraph } from '../../operation/supergraph.ts';
import { composed, withoutRequiredArguments } from '../../testing/differential/foreign-graph.ts';
import {
  type GeneratedOperation,
  generatedOperation,
} from '../../testing/differential/generated-operation.ts';
import { readGraph } from '../../testing/differential/made-up-graph.ts';
import { type AskedSubgraph, madeUpSubgraph } from '../../testing/differential/made-up-subgraph.ts';
import { type Mood, moodOf } from '../../testing/differential/mood.ts';
import { MUSEUM } from '../../testing/differential/museum.ts';
import { TRANSIT } from '../../testing/differential/transit.ts';
import { BOUNDLESS } from '../../testing/differential/two-routers.ts';
import { type MergedParts, mergedNewer, mergedOlder } from '../../testing/parts/merged-parts.ts';
import { askInParts, type Part } from '../../testing/parts/read-parts.ts';
import { type Answer, startToyRouter, type ToyRouter } from '../../testing/toy-router.ts';

/** Any other number makes other operations, and subgraphs that fail elsewhere. */
const SEED = Number(process.env.TEST_EXECUTORS_SEED || 20_261_126);
const OPERATIONS = 50;
/** In which an operation that is not generated is asked. */
const MOODS = 20;

const SHOP = readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');
/** Parts in which lists of entities are joined: generated ones hardly ever have several of one subgraph. */
const MUSEUMS_PARTS = `{
  works { title ...@defer { likes era insurance artist { fans owes } loans { work { likes era } } } fee }
  ...@defer { shows { loan { work { likes title } } } loans { work { era comments { by { title owes } } } } }
}`;
const TRANSITS_PARTS = `{
  lines { code ...@defer { load rides { from { name zone } to { zone } ...@defer { ticket { driver { name stars } } } } } }
  ...@defer { next { stop { name waiting } line { colour load } } crowded { name zone departures { line { load } } } }
}`;

const GRAPHS: readonly {
  readonly name: string;
  readonly sdl: string;
  readonly depth: number;
  readonly scopes: readonly string[];
  /** Asked instead of generated operations. */
  readonly query?: string;
}[] = [
  {
    name: 'the shop',
    sdl: SHOP,
    depth: 5,
    scopes: [...SHOP.matchAll(/"([a-z]+:[a-z]+)"/g)].map(([, scope]) => scope!),
  },
  { name: 'a museum', sdl: composed(MUSEUM), depth: 4, scopes: [] },
  { name: 'a transit network', sdl: composed(TRANSIT), depth: 4, scopes: [] },
  {
    name: 'a museum that joins',
    sdl: composed(withoutRequiredArguments(MUSEUM)),
    depth: 0,
    scopes: [],
    query: MUSEUMS_PARTS,
  },
  {
    name: 'a transit network that joins',
    sdl: composed(withoutRequiredArguments(TRANSIT)),
    depth: 0,
    scopes: [],
    query: TRANSITS_PARTS,
  },
];
const SPECS = [
  ['deferSpec=20220824', mergedOlder],
  ['incrementalSpec=v0.2', mergedNewer],
] as const;

const counted = { operations: 0, joined: 0, inParts: 0, parts: 0, failed: 0 };
afterAll(() => {
  console.info(counted);
  // What is never deferred would prove nothing.
  expect(counted.parts).toBeGreaterThan(OPERATIONS);
  expect(counted.joined).toBeGreaterThan(OPERATIONS);
});

describe.each(GRAPHS)('the parts of an answer of $name', ({ sdl, depth, scopes, query }) => {
  let toy: ToyRouter;
  let authorization: string;
  let schema: GraphQLSchema;
  let mood: Mood = { seed: 0 };
  beforeAll(async () => {
    const graph = readGraph(sdl);
    schema = loadSupergraph(sdl).schema;
    const subgraphs = Object.fromEntries(
      [...graph.schemas.keys()].map((name) => [
        name,
        madeUpSubgraph({ name, graph, mood: () => mood, asked: countJoined }),
      ]),
    );
    toy = await startToyRouter({ supergraphSdl: sdl, subgraphs, env: BOUNDLESS });
    authorization = await toy.signIn({ roles: ['ADMIN'], scopes: [...new Set(scopes)] });
  });
  afterAll(() => toy.close());

  it('are together what is answered at once', () =>
    fc.assert(
      fc.asyncProperty(DRAWS, fc.nat(1_000_000), async (draws, seed) => {
        mood = moodOf(seed);
        const operation = query
          ? { query, variables: {} }
          : generatedOperation({ schema, aliases: ALIASES, depth, defers: true }, draws);
        const whole = await toy.post(operation, { authorization });
        for (const [spec, merged] of SPECS) {
          const asked = await askInParts(toy.url, operation, { spec, headers: { authorization } });
          agree({ operation, mood, whole, parts: await asked.rest(), merged });
        }
      }),
      { numRuns: query ? MOODS : OPERATIONS, seed: SEED, endOnFailure: true },
    ));
});

const DRAWS = fc.array(fc.nat(9_999), { maxLength: 200, size: 'max' });
const ALIASES = ['a', 'b', '__typename', 'id', 'constructor'];

interface Compared {
  readonly operation: GeneratedOperation;
  readonly mood: Mood;
  readonly whole: Answer;
  readonly parts: readonly Part[];
  readonly merged: (parts: readonly Part[]) => MergedParts;
}

function agree({ operation, mood, whole, parts, merged }: Compared): void {
  const told = `${operation.query}\n${JSON.stringify(operation.variables)}\n${JSON.stringify([whole.data, whole.errors])}\n${JSON.stringify(parts)}`;
  try {
    const together = merged(parts);
    count(together);
    // A part may be asked for by a request of its own, which fails by itself; nothing is told otherwise.
    expect(differenceOf(together.data, whole.data)).toBeUndefined();
    if (mood.unruly || whole.errors) expect(isToldWhy(together)).toBe(true);
    else expect([together.data, together.errors]).toEqual([whole.data, []]);
  } catch (cause) {
    throw new Error(told, { cause });
  }
}

/** A part never fails without a word. */
function isToldWhy({ failed, errors }: MergedParts): boolean {
  return failed === 0 || errors.length > 0;
}

/** @returns where parts tell something else than the whole does; what either has not does not count */
function differenceOf(part: unknown, whole: unknown, path = ''): string | undefined {
  if (part === null || whole === null || part === undefined || whole === undefined) return undefined;
  if (typeof part !== 'object' || typeof whole !== 'object') return part === whole ? undefined : path;
  for (const [key, value] of Object.entries(part)) {
    const found = differenceOf(value, (whole as Record<string, unknown>)[key], `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function count({ count: parts, failed }: MergedParts): void {
  counted.operations += 1;
  counted.inParts += Number(parts > 0);
  counted.parts += parts;
  counted.failed += failed;
}

function countJoined({ lists }: AskedSubgraph): void {
  counted.joined += Number(lists.length > 1);
}
