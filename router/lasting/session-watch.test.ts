import { adjustableClock } from '@depachika/clock/clock.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { describe, expect, it } from 'vitest';
import { watchSessions } from './session-watch.ts';

function watch(held: readonly string[], answer: (sessionIds: readonly string[]) => Promise<Set<string>>) {
  const clock = adjustableClock({ frozenAt: new Date(0) });
  const asked: (readonly string[])[] = [];
  const ended: string[] = [];
  const stop = watchSessions({
    held: () => held,
    openSessions(sessionIds) {
      asked.push(sessionIds);
      return answer(sessionIds);
    },
    end: (sessionIds) => ended.push(...sessionIds),
    clock,
    logger: silent,
  });
  return { clock, asked, ended, stop };
}

const name = (_: unknown, index: number) => `ses_${index}`;

describe('the watch over sessions', () => {
  it('asks once for a thousand of them, however many sockets each has', async () => {
    const many = Array.from({ length: 2_001 }, name);
    const { clock, asked, ended } = watch([...many, ...many], async () => new Set(many.slice(1)));
    clock.advance(29_999);
    expect(asked).toEqual([]);
    clock.advance(1);
    expect(asked.map(({ length }) => length)).toEqual([1_000, 1_000, 1]);
    await expect.poll(() => ended).toEqual(['ses_0']);
  });

  it('ends none that nobody can be asked about, and those of other questions all the same', async () => {
    const many = Array.from({ length: 1_001 }, name);
    const { clock, asked, ended } = watch(many, async ([first]) => {
      if (first === 'ses_0') throw new Error('away');
      return new Set();
    });
    clock.advance(30_000);
    await expect.poll(() => ended).toEqual(['ses_1000']);
    clock.advance(30_000);
    expect(asked).toHaveLength(4);
  });

  it('does not ask again while it waits for an answer', async () => {
    const answer = Promise.withResolvers<Set<string>>();
    const { clock, asked } = watch(['ses_a'], () => answer.promise);
    clock.advance(300_000);
    expect(asked).toHaveLength(1);
    answer.resolve(new Set(['ses_a']));
    await expect
      .poll(() => {
        clock.advance(30_000);
        return asked.length;
      })
      .toBe(2);
  });

  it('asks nobody where there is no session, and no more once it was stopped', () => {
    const idle = watch([], async () => new Set());
    idle.clock.advance(60_000);
    expect(idle.asked).toEqual([]);
    const stopped = watch(['ses_a'], async () => new Set());
    stopped.stop();
    stopped.clock.advance(60_000);
    expect(stopped.asked).toEqual([]);
  });
});
