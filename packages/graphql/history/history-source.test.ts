import { adjustableClock } from '@depachika/clock/clock.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { HistoryPosition } from './history-follower.ts';
import { type HistoryStanding, historySource } from './history-source.ts';

describe('the source of histories', () => {
  it('gives what is there after the version that the subscriber has seen, then what comes, in order', async () => {
    const { add, follow } = shop({ a: 3 });
    const rows = follow('a', 1);
    expect([await version(rows), await version(rows)]).toEqual([2, 3]);
    const next = version(rows);
    add('a');
    expect(await next).toBe(4);
  });

  it('finds a change whose wake-up was lost', async () => {
    const { add, clock, looked, follow } = shop({ a: 0 });
    const next = version(follow('a', 0));
    await looked(1);
    add('a', { wakeUp: false });
    clock.advance(18_000);
    expect(await next).toBe(1);
  });

  it('finds a change that was committed before wake-ups began to arrive, without waiting for the next look', async () => {
    const { add, looked, follow, beginToListen } = shop({ a: 0 });
    const next = version(follow('a', 0));
    await looked(1);
    add('a', { wakeUp: false });
    beginToListen();
    expect(await next).toBe(1);
  });

  it('finds a change that is committed while it looks', async () => {
    const { add, duringLook, follow } = shop({ a: 0 });
    duringLook(() => add('a'));
    expect(await version(follow('a', 0))).toBe(1);
  });

  it('ends at once on return, though it waits for a row', async () => {
    const { looked, follow } = shop({ a: 0 });
    const rows = follow('a', 0);
    const next = rows.next();
    await looked(1);
    await rows.return();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await rows.next()).toEqual({ done: true, value: undefined });
  });

  it('completes after the row that nothing can follow', async () => {
    const rows = shop({ a: 3 }, { last: 2 }).follow('a', 0);
    expect([await version(rows), await version(rows), (await rows.next()).done]).toEqual([1, 2, true]);
  });

  it('completes at once for a subscriber that has seen the end, and asks nothing', async () => {
    const { source, reads } = shop({ a: 2 }, { last: 2 });
    const standing = await source.standing('a');
    expect(standing).toEqual({ ownerId: 'usr_a', version: 2, hasEnded: true });
    expect((await source.follow({ id: 'a', version: 2 }, standing!).next()).done).toBe(true);
    expect(await version(source.follow({ id: 'a', version: 1 }, standing!))).toBe(2);
    expect(reads.looks).toBe(1);
  });

  it('starts each subscriber at its own version', async () => {
    const { follow } = shop({ a: 3 });
    expect(await Promise.all([version(follow('a', 0)), version(follow('a', 2))])).toEqual([1, 3]);
  });

  it('goes through a history that is longer than a look', async () => {
    const rows = shop({ a: 250 }, { last: 250 }).follow('a', 0);
    const seen: number[] = [];
    for await (const row of rows) seen.push(row.version);
    expect(seen).toEqual(oneTo(250));
  });

  it('ends nothing when its store is away for any number of looks, at the beginning too', async () => {
    const { away, add, clock, follow, looked } = shop({ a: 1 });
    away(true);
    const rows = follow('a', 0);
    const first = version(rows);
    for (let looks = 1; looks <= 12; looks += 1) {
      await looked(looks);
      clock.advance(5_000);
    }
    await looked(13);
    away(false);
    clock.advance(5_000);
    expect(await first).toBe(1);
    away(true);
    const second = version(rows);
    add('a');
    await looked(15);
    away(false);
    clock.advance(5_000);
    expect(await second).toBe(2);
  });
});

describe('a thousand idle subscribers', () => {
  it('cost five statements per look, and nothing between looks', async () => {
    const { clock, follow, looked, reads } = shop({ a: 0 });
    const next = Array.from({ length: 1_000 }, () => follow('a', 0).next());
    await looked(5);
    clock.advance(11_999);
    await looked(5);
    for (const interval of [1, 2, 3]) {
      const before = reads.looks;
      for (let seconds = 0; reads.looks === before && seconds < 18; seconds += 1) {
        clock.advance(1_000);
        await new Promise(setImmediate);
      }
      await looked(5 + 5 * interval);
    }
    expect(next).toHaveLength(1_000);
    expect(reads.statements).toBe(20);
  });

  it('that leave ask nothing more', async () => {
    const { clock, follow, looked, reads } = shop({ a: 0 });
    const sources = Array.from({ length: 1_000 }, () => follow('a', 0));
    const ends = sources.map((source) => source.next());
    await looked(5);
    for (const source of sources) await source.return();
    expect((await Promise.all(ends)).every(({ done }) => done)).toBe(true);
    clock.advance(60_000);
    await looked(5);
    expect(reads.statements).toBe(5);
  });

  it('are looked for with one statement when all of their histories grow at once', async () => {
    const ids = Array.from({ length: 200 }, (_, n) => `h${n}`);
    const { add, follow, looked, reads } = shop(Object.fromEntries(ids.map((id) => [id, 0])));
    const next = ids.map((id) => version(follow(id, 0)));
    await looked(1);
    for (const id of ids) add(id);
    expect(await Promise.all(next)).toEqual(ids.map(() => 1));
    expect(reads.looks).toBe(2);
  });
});

describe('an opening', () => {
  it('is one statement for two hundred, and knows what there is not', async () => {
    const { source, reads } = shop({ a: 1 });
    const asked = Array.from({ length: 2_000 }, (_, n) => source.standing(n % 2 === 0 ? 'a' : 'nothing'));
    const standings = await Promise.all(asked);
    expect(standings.slice(0, 2)).toEqual([{ ownerId: 'usr_a', version: 1, hasEnded: false }, undefined]);
    expect(reads.statements).toBe(10);
  });

  it('waits for a store that is busy', async () => {
    const { away, clock, source, opened } = shop({ a: 1 });
    away(true);
    const standing = source.standing('a');
    await opened(1);
    clock.advance(250);
    await opened(2);
    away(false);
    clock.advance(500);
    expect(await standing).toMatchObject({ ownerId: 'usr_a' });
  });

  it('that cannot be had in ten seconds fails with what its store says', async () => {
    const { away, clock, source, opened } = shop({ a: 1 });
    away(true);
    const standing = source.standing('a');
    standing.catch(() => undefined);
    await opened(1);
    clock.advance(10_000);
    await expect(standing).rejects.toThrow('away');
  });
});

describe('whatever happens to histories, their store and their subscribers', () => {
  it('everybody who stays sees every version once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(incident(), { minLength: 20, maxLength: 60, size: 'max' }),
        async (incidents) => {
          const world: World = { ...shop({ a: 0, b: 2, c: 0 }), readers: [] };
          for (const happen of incidents) await happen(world);
          world.away(false);
          for (let rounds = 0; world.readers.some(isBehind(world)) && rounds < 50; rounds += 1) {
            world.clock.advance(18_000);
            await turns(12);
          }
          for (const { id, since, seen } of world.readers)
            expect(seen).toEqual(oneTo(world.versionOf(id)).filter((each) => each > since));
          for (const reader of world.readers) await reader.leave();
        },
      ),
      { numRuns: 200 },
    );
  });
});

type World = ReturnType<typeof shop> & { readonly readers: Reader[] };

function incident(): fc.Arbitrary<(world: World) => unknown> {
  const id = fc.constantFrom('a', 'b', 'c');
  const happening = <T>(of: fc.Arbitrary<T>, happen: (world: World, one: T) => unknown) =>
    of.map((one) => (world: World) => happen(world, one));
  return fc.oneof(
    happening(fc.tuple(id, fc.boolean()), (world, [grown, wakeUp]) => world.add(grown, { wakeUp })),
    happening(fc.boolean(), (world, on) => world.away(on)),
    happening(fc.constant(3), (_, count) => turns(count)),
    happening(fc.integer({ min: 1, max: 20_000 }), (world, ms) => world.clock.advance(ms)),
    happening(fc.tuple(id, fc.integer({ min: 0, max: 3 })), (world, [followed, since]) =>
      world.readers.push(read(world.follow(followed, since), followed, since)),
    ),
    happening(fc.nat(), ({ readers }, which) => readers.splice(which % (readers.length || 1), 1)[0]?.leave()),
    happening(fc.integer({ min: 1, max: 8 }), (_, count) => turns(count)),
  );
}

function isBehind(world: World): (reader: Reader) => boolean {
  return ({ id, since, seen }) => since + seen.length < world.versionOf(id);
}

interface Reader {
  readonly id: string;
  readonly since: number;
  readonly seen: number[];
  leave(): Promise<void>;
}

function read(rows: AsyncGenerator<Row, void, void>, id: string, since: number): Reader {
  const seen: number[] = [];
  const reading = (async () => {
    for await (const row of rows) seen.push(row.version);
  })();
  return {
    id,
    since,
    seen,
    async leave() {
      await rows.return();
      await reading;
    },
  };
}

interface Row {
  readonly version: number;
}

/** Histories by id, with so many rows each, that can be away. */
function storeOf(lengths: Record<string, number>, last: number) {
  const versions = new Map(Object.entries(lengths));
  const reads = { statements: 0, looks: 0, openings: 0 };
  const state = { isAway: false, duringLook: () => {} };

  return { versions, reads, state, standings, read };

  async function answer(): Promise<void> {
    reads.statements += 1;
    await new Promise(setImmediate);
    if (state.isAway) throw new Error('away');
  }

  async function standings(ids: readonly string[]): Promise<Map<string, HistoryStanding>> {
    reads.openings += 1;
    await answer();
    const known = [...versions].filter(([id]) => ids.includes(id));
    return new Map(
      known.map(([id, at]) => [id, { ownerId: `usr_${id}`, version: at, hasEnded: at >= last }]),
    );
  }

  async function read(positions: readonly HistoryPosition[], limit: number): Promise<Row[][]> {
    reads.looks += 1;
    const found = positions.map(({ id, version }) =>
      oneTo(versions.get(id)!)
        .filter((each) => each > version)
        .slice(0, limit)
        .map((each) => ({ version: each })),
    );
    state.duringLook();
    state.duringLook = () => {};
    await answer();
    return found;
  }
}

function shop(lengths: Record<string, number>, { last = Number.POSITIVE_INFINITY } = {}) {
  const clock = adjustableClock({ frozenAt: new Date('2026-04-01T00:00:00Z') });
  const logger = pino({ level: 'silent' });
  const pubSub = inProcessPubSub({ logger });
  const begins = new Set<() => void>();
  const { versions, reads, state, standings, read: readRows } = storeOf(lengths, last);
  const source = historySource<Row>({
    name: 'trial',
    standings,
    read: readRows,
    versionOf: (row) => row.version,
    isLast: (row) => row.version >= last,
    channelOf: (id) => `orders.${id}`,
    pubSub: {
      ...pubSub,
      subscribe(channel, listener, listening) {
        begins.add(listening!);
        return pubSub.subscribe(channel, listener);
      },
    },
    clock,
    logger,
  });
  const reached = async (counted: () => number, count: number) => {
    await expect.poll(counted, { interval: 2 }).toBe(count);
    await turns(4);
  };
  return {
    clock,
    source,
    reads,
    follow: (id: string, since: number) =>
      source.follow({ id, version: since }, { ownerId: 'usr', version: 0, hasEnded: false }),
    versionOf: (id: string) => versions.get(id)!,
    add(id: string, { wakeUp = true } = {}) {
      versions.set(id, versions.get(id)! + 1);
      if (wakeUp) pubSub.publish(`orders.${id}`);
    },
    away(on: boolean) {
      state.isAway = on;
    },
    beginToListen: () => begins.forEach((begin) => void begin()),
    /** While the next look is under way, after it has read. */
    duringLook(run: () => void) {
      state.duringLook = run;
    },
    /** Resolves when it has looked so often, and waits. */
    looked: (count: number) => reached(() => reads.looks, count),
    opened: (count: number) => reached(() => reads.openings, count),
  };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
}

function oneTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

async function version(rows: AsyncGenerator<Row>): Promise<number | undefined> {
  return (await rows.next()).value?.version;
}
