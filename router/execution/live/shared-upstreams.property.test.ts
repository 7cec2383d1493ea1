import { setImmediate } from 'node:timers/promises';
import { type AdjustableClock, adjustableClock } from '@depachika/clock/clock.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routerError } from '../../operation/public-errors.ts';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import { type Pushable, pushable } from '../../testing/pushable.ts';
import type { LiveEvents } from './event-reader.ts';
import type { LiveEvent } from './lasting-upstream.ts';
import { createSharedUpstreams, type SharedUpstreams } from './shared-upstreams.ts';

/** What may happen while people look on, in any order. Numbers choose among those who are there. */
const happening = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ kind: 'event' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'end' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('join' as const), since: fc.nat(1), sleeps: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), who: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('break' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('away' as const), openings: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wake' as const), who: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('turns' as const), count: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.nat(1_000) }) },
);

/** So few wait for a reader that the test has readers which fall behind. */
const MAX_WAITING = 3;

describe('readers of shared upstreams', () => {
  it('see every version once and in order, and the true end, whatever breaks, whoever joins, leaves or sleeps', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 20, maxLength: 60, size: 'max' }),
        async (happenings) => {
          const shop = liveShop();
          for (const each of happenings) await shop.happen(each);
          await shop.settle();
          for (const { since, versions, left, ended } of shop.readers) {
            const expected = Array.from({ length: versions.length }, (_, index) => since + index + 1);
            expect(versions).toEqual(expected);
            if (left) continue;
            expect(since + versions.length).toBe(Math.max(since, shop.history.version()));
            expect(ended).toBe(shop.history.isOver());
          }
          await shop.close();
          expect([shop.history.sources.size, shop.shared.size()]).toEqual([0, 0]);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

interface Reader {
  readonly since: number;
  readonly versions: number[];
  left: boolean;
  /** Its stream was completed. */
  ended: boolean;
  wake(): void;
  leave(): Promise<unknown>;
}

/** One history, and the upstreams that show it. */
function liveHistory() {
  const sources = new Set<Pushable<SubgraphAnswer>>();
  let version = 0;
  let away = 0;
  let over = false;
  return {
    sources,
    version: () => version,
    isOver: () => over,
    /** Repeats what the router has seen already now and then, as a subgraph may. */
    async open(after: number | undefined): Promise<Answers> {
      if (away > 0) {
        away -= 1;
        throw routerError('SUBGRAPH_UNAVAILABLE', shared.partAway);
      }
      const source = pushable<SubgraphAnswer>(() => sources.delete(source));
      for (let old = Math.max(1, after! - 1); old <= version; old += 1) source.push(event(old));
      if (over) source.complete();
      sources.add(source);
      return source as unknown as Answers;
    },
    goOn(): void {
      if (over) return;
      version += 1;
      for (const source of sources) source.push(event(version));
    },
    end(): void {
      over = true;
      for (const source of sources) source.complete();
    },
    break(which: number): void {
      const source = [...sources][which % Math.max(1, sources.size)];
      if (!source) return;
      sources.delete(source);
      source.fail(new Error('read ECONNRESET'));
    },
    beAway(openings: number): void {
      away = openings;
    },
  };
}

function liveShop() {
  const clock = adjustableClock({ frozenAt: new Date('2026-11-26T00:00:00Z') });
  const shared = createSharedUpstreams({ clock, logger: silent, maxWaiting: MAX_WAITING });
  const history = liveHistory();
  const readers: Reader[] = [];
  const someReader = (who: number) => readers[who % Math.max(1, readers.length)];

  async function happen(each: Happening): Promise<void> {
    switch (each.kind) {
      case 'event':
        return history.goOn();
      case 'end':
        return history.end();
      case 'break':
        return history.break(each.which);
      case 'away':
        return history.beAway(each.openings);
      case 'join':
        return void readers.push(await joined(shared, history.open, each));
      case 'leave':
        return void (await someReader(each.who)?.leave());
      case 'wake':
        return someReader(each.who)?.wake();
      case 'turns':
        return turns(each.count);
      case 'time':
        clock.advance(each.ms);
        return turns(1);
    }
  }

  const hasAll = ({ since, versions, ended }: Reader) =>
    since + versions.length >= history.version() && (ended || !history.isOver());
  return {
    shared,
    history,
    readers,
    happen,
    settle: () => settle(clock, readers, hasAll),
    async close() {
      for (const reader of readers) await reader.leave();
      await turns(3);
    },
  };
}

type Answers = AsyncGenerator<SubgraphAnswer, void, void>;

function eventOf(answer: SubgraphAnswer): LiveEvent {
  return { answer, version: answer.data?.version as number };
}

function event(version: number): SubgraphAnswer {
  return { data: { version } };
}

async function joined(
  shared: SharedUpstreams,
  open: (after: number | undefined) => Promise<Answers>,
  { since, sleeps }: { readonly since: number; readonly sleeps: boolean },
): Promise<Reader> {
  const opened = shared.join(String(since), { after: since, open, eventOf });
  const awake = Promise.withResolvers<void>();
  if (!sleeps) awake.resolve();
  const reader: Reader = {
    since,
    versions: [],
    left: false,
    ended: false,
    wake: () => awake.resolve(),
    async leave() {
      reader.left = true;
      await ((await opened) as LiveEvents).return();
    },
  };
  void read(reader, opened as Promise<LiveEvents>, awake.promise);
  return reader;
}

async function read(reader: Reader, opened: Promise<LiveEvents>, awake: Promise<void>): Promise<void> {
  const events = await opened;
  await awake;
  for await (const { version } of events) reader.versions.push(version!);
  reader.ended = true;
}

/** Time goes on until nobody waits for anything. */
async function settle(
  clock: AdjustableClock,
  readers: readonly Reader[],
  hasAll: (reader: Reader) => boolean,
): Promise<void> {
  for (const reader of readers) reader.wake();
  const waits = () => readers.some((reader) => !reader.left && !hasAll(reader));
  for (let round = 0; round < 50 && waits(); round += 1) {
    clock.advance(1_000);
    await turns(4);
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await setImmediate();
}
