import { adjustableClock } from '@depachika/clock/clock.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { historySource } from './history-source.ts';

describe('the source of a history', () => {
  it('gives what is there after the version that the subscriber has seen, then what comes, in order', async () => {
    const { history, add, source } = orderHistory(3);
    const rows = source(1);
    expect([await version(rows), await version(rows)]).toEqual([2, 3]);
    const next = version(rows);
    add();
    expect(await next).toBe(4);
    expect(history).toHaveLength(4);
  });

  it('finds a change whose wake-up was lost', async () => {
    const { history, clock, read, source } = orderHistory(0);
    const next = version(source(0));
    await read();
    history.push({ version: 1 });
    clock.advance(18_000);
    expect(await next).toBe(1);
  });

  it('ends at once on return, though it waits for a row', async () => {
    const { read, source } = orderHistory(0);
    const rows = source(0);
    const next = rows.next();
    await read();
    await rows.return();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('completes after the row that nothing can follow', async () => {
    const rows = orderHistory(3).source(0, 2);
    expect([await version(rows), await version(rows), (await rows.next()).done]).toEqual([1, 2, true]);
  });

  it('starts each subscriber at its own version', async () => {
    const { source } = orderHistory(3);
    expect(await Promise.all([version(source(0)), version(source(2))])).toEqual([1, 3]);
  });

  it('passes a failure of its store on', async () => {
    const { fail, source } = orderHistory(0);
    fail();
    await expect(source(0).next()).rejects.toThrow('away');
  });
});

function orderHistory(length: number) {
  const clock = adjustableClock({ frozenAt: new Date('2026-04-01T00:00:00Z') });
  const pubSub = inProcessPubSub({ logger: pino({ level: 'silent' }) });
  const history = Array.from({ length }, (_, i) => ({ version: i + 1 }));
  const firstRead = Promise.withResolvers<void>();
  let away = false;

  const source = (since: number, last = Number.POSITIVE_INFINITY) =>
    historySource({
      read: async (after, limit) => {
        firstRead.resolve();
        if (away) throw new Error('away');
        return history.filter((row) => row.version > after).slice(0, limit);
      },
      versionOf: (row) => row.version,
      isLast: (row) => row.version >= last,
      since,
      channel: 'orders.ord_1',
      pubSub,
      clock,
    });
  const add = () => {
    history.push({ version: history.length + 1 });
    pubSub.publish('orders.ord_1');
  };
  /** Resolves when the source has looked and waits for more. */
  const read = async () => {
    await firstRead.promise;
    await new Promise(setImmediate);
  };
  const fail = () => {
    away = true;
  };
  return { history, clock, add, read, fail, source };
}

async function version(rows: AsyncGenerator<{ version: number }>): Promise<number | undefined> {
  return (await rows.next()).value?.version;
}
