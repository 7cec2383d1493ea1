import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composed } from '../testing/differential/foreign-graph.ts';
import { MUSEUM } from '../testing/differential/museum.ts';
import { TRANSIT } from '../testing/differential/transit.ts';
import { startTwoRouters, type TwoRouters } from '../testing/differential/two-routers.ts';
import type { Answer } from '../testing/toy-router.ts';

/** The smallest operations that a generator has found to be answered wrongly. All subgraphs answer as they should. */
let museum: TwoRouters;
let transit: TwoRouters;
beforeAll(async () => {
  museum = await startTwoRouters(composed(MUSEUM));
  transit = await startTwoRouters(composed(TRANSIT));
});
afterAll(() => Promise.all([museum.close(), transit.close()]));

const SEEDS = [1, 2, 3, 4, 5].map((seed) => ({ seed }));

async function answersOf(routers: TwoRouters, query: string, variables = {}): Promise<unknown[]> {
  const answers: Answer[] = [];
  for (const mood of SEEDS) answers.push((await routers.own({ query, variables }, mood)).answer);
  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
  return answers.map(({ data }) => data);
}

describe('an entity', () => {
  it('keeps its type where a subgraph knows the interface alone', async () => {
    for (const data of await answersOf(museum, '{ paintings { isAway __typename } }'))
      expect(data).toEqual({
        paintings: (data as { paintings: unknown[] }).paintings.map(
          (painting) => painting && { isAway: expect.any(Boolean), __typename: 'Painting' },
        ),
      });
  });

  it('is asked for though another field, which a condition leaves out, would require more', async () => {
    const query = 'query ($era: Boolean!) { paintings { era @include(if: $era) likes } }';
    await answersOf(museum, query, { era: false });
    await answersOf(transit, 'query ($no: Boolean!) { lines { queue load @skip(if: $no) } }', { no: true });
  });

  it('is asked for though a field of another type would require more', async () => {
    await answersOf(museum, '{ walls { ... on Statue { insurance } fee } }');
  });
});

describe('a condition', () => {
  it('that leaves out all of an object does not leave out the object', async () => {
    const query = 'query ($no: Boolean!) { lines { uid @include(if: $no) } }';
    const answers = await answersOf(transit, query, { no: false });
    expect(answers).toEqual(
      answers.map((data) => ({ lines: (data as { lines: unknown[] }).lines.map(() => ({})) })),
    );
  });

  it('that never holds keeps subgraphs from being asked', async () => {
    const query = '{ tickets { price rides @skip(if: true) { on { load } } } }';
    const { asked } = await transit.own({ query, variables: {} }, { seed: 1 });
    expect(asked.map(({ query }) => query).join()).not.toContain('rides');
  });
});
