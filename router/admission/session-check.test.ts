import { adjustableClock } from '@depachika/clock/clock.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { SESSION_REVOKED } from '@depachika/schema/channels.ts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { sessionCheck } from './session-check.ts';

const logger = pino({ level: 'silent' });

function check(answer: () => Promise<boolean>) {
  const clock = adjustableClock({ frozenAt: new Date(0) });
  const pubSub = inProcessPubSub({ logger });
  const asked: string[] = [];
  const isActive = (sessionId: string) => {
    asked.push(sessionId);
    return answer();
  };
  const openAmong = async (sessionIds: readonly string[]) => {
    asked.push(sessionIds.join());
    return new Set((await answer()) ? sessionIds : []);
  };
  return { clock, pubSub, asked, ...sessionCheck({ isActive, openAmong, pubSub, clock, logger }) };
}

describe('the check of a session', () => {
  it('asks once in 30 s, also for requests that come together', async () => {
    const { isRevoked, asked, clock } = check(async () => true);
    expect(await Promise.all([isRevoked('s'), isRevoked('s')])).toEqual([false, false]);
    clock.advance(29_999);
    expect(await isRevoked('s')).toBe(false);
    expect(asked).toHaveLength(1);
    clock.advance(1);
    await isRevoked('s');
    expect(asked).toHaveLength(2);
  });

  it('refuses a session as soon as it is told, also while it is asking', async () => {
    const answer = Promise.withResolvers<boolean>();
    const { isRevoked, pubSub } = check(() => answer.promise);
    const first = isRevoked('s');
    pubSub.publish(SESSION_REVOKED, 's');
    await Promise.resolve();
    answer.resolve(true);
    expect(await first).toBe(true);
    expect(await isRevoked('s')).toBe(true);
  });

  it('sees an end that nobody told of within 30 s, and never asks again', async () => {
    let active = true;
    const { isRevoked, asked, clock } = check(async () => active);
    await isRevoked('s');
    active = false;
    clock.advance(30_000);
    expect(await isRevoked('s')).toBe(true);
    clock.advance(3_600_000);
    expect(await isRevoked('s')).toBe(true);
    expect(asked).toHaveLength(2);
  });

  it('asks about many at once, and knows about each afterwards', async () => {
    let active = true;
    const { isRevoked, openAmong, asked } = check(async () => active);
    expect(await openAmong(['a', 'b'])).toEqual(new Set(['a', 'b']));
    expect(await isRevoked('a')).toBe(false);
    active = false;
    expect(await openAmong(['a'])).toEqual(new Set());
    expect([await isRevoked('a'), await isRevoked('b')]).toEqual([true, false]);
    expect(asked).toEqual(['a,b', 'a']);
  });

  it('calls none open of which it is told while it asks about many', async () => {
    const answer = Promise.withResolvers<boolean>();
    const { openAmong, pubSub } = check(() => answer.promise);
    const open = openAmong(['a', 'b']);
    pubSub.publish(SESSION_REVOKED, 'b');
    await Promise.resolve();
    answer.resolve(true);
    expect(await open).toEqual(new Set(['a']));
  });

  it('believes the last answer for ten minutes while users is away, and nobody it never heard of', async () => {
    let away = false;
    const { isRevoked, clock } = check(async () => {
      if (away) throw new Error('away');
      return true;
    });
    await isRevoked('s');
    away = true;
    clock.advance(5 * 60_000);
    expect(await isRevoked('s')).toBe(false);
    await expect(isRevoked('other')).rejects.toThrow('away');
    clock.advance(6 * 60_000);
    await expect(isRevoked('s')).rejects.toThrow('away');
  });
});
