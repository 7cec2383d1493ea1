import { setImmediate } from 'node:timers/promises';
import { adjustableClock } from '@depachika/clock/clock.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { routerError } from '../../operation/public-errors.ts';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import { type Pushable, pushable } from '../../testing/pushable.ts';
import {
  type Lasting,
  type Listener,
  type LiveEvent,
  openLasting,
  type Upstream,
} from './lasting-upstream.ts';

const clock = adjustableClock({ frozenAt: new Date('2026-11-26T00:00:00Z') });
let openings: (number | undefined)[];
type Refusal = SubgraphAnswer | Error | Promise<void>;

/** What the next openings come to, first the first; then all of them open. What is waited for opens then. */
let refusals: Refusal[];
let source: Pushable<SubgraphAnswer>;
let closed: number;

beforeEach(() => {
  openings = [];
  refusals = [];
  closed = 0;
});

function open(after: number | undefined, listener: Listener = 'newcomer'): Promise<Lasting | SubgraphAnswer> {
  const upstream: Upstream = {
    after,
    async open(from) {
      openings.push(from);
      const refusal = refusals.shift();
      if (refusal instanceof Error) throw refusal;
      if (refusal instanceof Promise) await refusal;
      else if (refusal) return refusal;
      source = pushable<SubgraphAnswer>(() => (closed += 1));
      return source as unknown as AsyncGenerator<SubgraphAnswer, void, void>;
    },
    eventOf: (answer) => ({ answer, version: answer.data?.version as number | undefined }),
  };
  return openLasting(upstream, { clock, logger: silent, listener });
}

/** Reads on in the background. */
async function follow(after: number | undefined, listener?: Listener) {
  const lasting = (await open(after, listener)) as Lasting;
  const seen: LiveEvent[] = [];
  let end: unknown;
  const reading = lasting.run({ take: (each) => void seen.push(each) }).then(
    () => (end = 'completed'),
    (error) => (end = error),
  );
  await turns();
  return {
    seen,
    end: () => end,
    reading,
    leave: () => lasting.close(),
    versions: () => seen.map((each) => each.version),
  };
}

const event = (version: number): SubgraphAnswer => ({ data: { version } });
const failed = (code: string): SubgraphAnswer => ({
  errors: [{ message: 'no', extensions: { code } }],
});
const AWAY = routerError('SUBGRAPH_UNAVAILABLE', shared.partAway);
const LOST = { reason: 'SUBGRAPH_UNAVAILABLE' };

async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
}

async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    clock.advance(500);
    await turns();
  }
}

describe('an upstream that breaks', () => {
  it('is opened again after the last version seen, and what it repeats is not shown twice', async () => {
    const reader = await follow(3);
    source.push(event(4));
    source.push(event(5));
    source.fail(new Error('read ECONNRESET'));
    await turns();
    await pass(500);
    expect(openings).toEqual([3, 5]);
    for (const version of [4, 5, 6]) source.push(event(version));
    await turns();
    expect(reader.versions()).toEqual([4, 5, 6]);
    expect(reader.end()).toBeUndefined();
    reader.leave();
  });

  it('may be away for almost a minute', async () => {
    const reader = await follow(0);
    refusals = Array.from({ length: 1_000 }, () => AWAY);
    source.fail(new Error('read ECONNRESET'));
    await turns();
    await pass(55_000);
    expect(reader.end()).toBeUndefined();
    refusals = [];
    await pass(6_000);
    source.push(event(1));
    await turns();
    expect(reader.versions()).toEqual([1]);
    expect(openings.length).toBeLessThan(40);
    reader.leave();
  });

  it.each<[string, () => Refusal]>([
    ['does not answer', () => AWAY],
    ['refuses by a fault of its own', () => failed('INTERNAL_SERVER_ERROR')],
    ['is frozen', () => new Promise<void>(() => undefined)],
  ])('is lost after a minute in which it %s, without a word of an end', async (_, refusal) => {
    const reader = await follow(0);
    refusals = Array.from({ length: 1_000 }, refusal);
    source.fail(new Error('read ECONNRESET'));
    await turns();
    await pass(59_000);
    expect(reader.end()).toBeUndefined();
    await pass(2_000);
    expect(reader.end()).toMatchObject(LOST);
  });

  it('is lost at once when there is no version to go on from', async () => {
    const reader = await follow(undefined);
    source.push({ data: { tick: {} } });
    source.fail(new Error('read ECONNRESET'));
    await turns();
    expect(reader.seen).toHaveLength(1);
    expect(reader.end()).toMatchObject(LOST);
    expect(openings).toHaveLength(1);
  });

  it('is lost when it opens again and again and never shows anything', async () => {
    const reader = await follow(0);
    for (let ms = 0; ms < 70_000; ms += 500) {
      source.fail(new Error('read ECONNRESET'));
      await turns();
      await pass(500);
    }
    expect(reader.end()).toMatchObject(LOST);
    expect(openings.length).toBeLessThan(40);
  });

  it('has its minute anew after it went well for a while', async () => {
    const reader = await follow(0);
    for (let day = 0; day < 3; day += 1) {
      refusals = Array.from({ length: 6 }, () => AWAY);
      source.fail(new Error('read ECONNRESET'));
      await turns();
      await pass(40_000);
    }
    expect(reader.end()).toBeUndefined();
    source.push(event(1));
    await turns();
    expect(reader.versions()).toEqual([1]);
    reader.leave();
  });

  it('is read no faster than its events are taken', async () => {
    const lasting = (await open(0)) as Lasting;
    const taken: number[] = [];
    const gate = Promise.withResolvers<void>();
    const running = lasting.run({
      take({ version }) {
        taken.push(version!);
        return gate.promise;
      },
    });
    for (const version of [1, 2, 3]) source.push(event(version));
    await turns();
    expect(taken).toEqual([1]);
    gate.resolve();
    await turns();
    expect(taken).toEqual([1, 2, 3]);
    lasting.close();
    await running;
  });

  it('is not opened again for somebody who has left', async () => {
    const reader = await follow(0);
    source.fail(new Error('read ECONNRESET'));
    await turns();
    reader.leave();
    await reader.reading;
    await pass(10_000);
    expect([openings.length, reader.end()]).toEqual([1, 'completed']);
  });

  it('is closed when it opens after its reader has left', async () => {
    const slow = Promise.withResolvers<void>();
    const reader = await follow(0);
    refusals = [slow.promise];
    source.fail(new Error('read ECONNRESET'));
    await turns();
    await pass(500);
    reader.leave();
    expect(openings).toHaveLength(2);
    const before = closed;
    slow.resolve();
    await turns();
    expect(closed).toBe(before + 1);
  });
});

describe('what a subgraph says', () => {
  it.each(['SERVICE_UNAVAILABLE', 'OVERLOADED', 'DEADLINE_EXCEEDED', 'INTERNAL_SERVER_ERROR'])(
    'in place of an event, %s, is a break and no event',
    async (code) => {
      const reader = await follow(0);
      source.push(event(1));
      source.push(failed(code));
      await turns();
      await pass(500);
      expect([openings, closed]).toEqual([[0, 1], 1]);
      source.push(event(2));
      await turns();
      expect(reader.versions()).toEqual([1, 2]);
      reader.leave();
    },
  );

  it('of an event that it cannot read for now is asked again, and of one that it never can is shown', async () => {
    const reader = await follow(0);
    source.push({ data: null, ...failed('SERVICE_UNAVAILABLE') });
    await turns();
    await pass(500);
    expect(openings).toEqual([0, 0]);
    const shown = { data: null, ...failed('INTERNAL_SERVER_ERROR') };
    source.push(shown);
    await turns();
    expect(reader.seen).toEqual([{ version: undefined, answer: shown }]);
    reader.leave();
  });

  it('at the end of a history completes the stream', async () => {
    const reader = await follow(0);
    source.push(event(1));
    source.complete();
    await reader.reading;
    expect([reader.versions(), reader.end()]).toEqual([[1], 'completed']);
  });

  it.each(['SERVICE_UNAVAILABLE', 'OVERLOADED'])(
    'at first for this moment, %s, is waited out',
    async (code) => {
      refusals = [failed(code), AWAY];
      const reader = await follow(0);
      await pass(1_000);
      source.push(event(1));
      await turns();
      expect(reader.versions()).toEqual([1]);
      reader.leave();
    },
  );

  it('at first for good is its answer; of a subscription that cannot be gone on with, any refusal is', async () => {
    refusals = [failed('FORBIDDEN'), failed('INTERNAL_SERVER_ERROR')];
    expect(await open(0)).toEqual(failed('FORBIDDEN'));
    expect(await open(0)).toEqual(failed('INTERNAL_SERVER_ERROR'));
    refusals = [failed('SERVICE_UNAVAILABLE'), AWAY];
    expect(await open(undefined)).toEqual(failed('SERVICE_UNAVAILABLE'));
    await expect(open(undefined)).rejects.toBe(AWAY);
  });

  it('when it is opened again, and means it, is shown and ends the stream', async () => {
    const reader = await follow(0);
    refusals = [failed('FORBIDDEN')];
    source.fail(new Error('read ECONNRESET'));
    await turns();
    await pass(500);
    expect(reader.seen).toEqual([{ version: undefined, answer: failed('FORBIDDEN') }]);
    expect(reader.end()).toBe('completed');
  });

  it('to somebody who reads already is never taken for the first word', async () => {
    refusals = [failed('INTERNAL_SERVER_ERROR'), new Error('a fault of the router')];
    const reader = await follow(4, 'reader');
    await pass(1_000);
    source.push(event(5));
    await turns();
    expect([reader.versions(), openings]).toEqual([[5], [4, 4, 4]]);
    reader.leave();
  });
});
