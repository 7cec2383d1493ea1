import { adjustableClock } from '@depachika/clock/clock.ts';
import { anonymous, type Caller } from '@depachika/identity/caller.ts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { memoryRateLimitStore, rateLimiter, rateLimitKey } from './rate-limit.ts';

const logger = pino({ level: 'silent' });
const user: Caller = { kind: 'user', userId: 'usr_a', sessionId: 's', roles: [], scopes: [] };

describe('the rate limit', () => {
  it('lets so many through in a window and starts again after it', async () => {
    const clock = adjustableClock({ frozenAt: new Date('2026-01-01T00:00:00Z') });
    const limit = rateLimiter({
      store: memoryRateLimitStore({ clock }),
      requests: 2,
      windowMs: 60_000,
      logger,
    });
    const who = { caller: anonymous, address: '10.0.0.1' };
    expect(await limit(who)).toBeUndefined();
    expect(await limit(who)).toBeUndefined();
    clock.advance(20_000);
    expect(await limit(who)).toEqual({ limit: 2, hits: 3, retryAfterSeconds: 40 });
    expect(await limit({ caller: user, address: '10.0.0.1' })).toBeUndefined();
    clock.advance(40_000);
    expect(await limit(who)).toBeUndefined();
  });

  it('counts several requests in one', async () => {
    const clock = adjustableClock({ frozenAt: new Date('2026-01-01T00:00:00Z') });
    const store = memoryRateLimitStore({ clock });
    const limit = rateLimiter({ store, requests: 20, windowMs: 60_000, logger });
    const who = { caller: anonymous, address: '10.0.0.1' };
    expect(await limit({ ...who, requests: 19 })).toBeUndefined();
    expect(await limit(who)).toBeUndefined();
    expect(await limit({ ...who, requests: 20 })).toMatchObject({ limit: 20, hits: 40 });
  });

  it('lets everybody through while its store is away', async () => {
    const store = { hit: () => Promise.reject(new Error('no Redis')) };
    const limit = rateLimiter({ store, requests: 1, windowMs: 1_000, logger });
    expect(await limit({ caller: user, address: '10.0.0.1' })).toBeUndefined();
  });

  it('counts an IPv6 network of 64 bits as one address', () => {
    const key = (address: string) => rateLimitKey({ caller: anonymous, address });
    expect(key('2001:db8:1:2:3:4:5:6')).toBe(key('2001:db8:1:2::9'));
    expect(key('2001:db8:1:2::1')).not.toBe(key('2001:db8:1:3::1'));
    expect(key('::ffff:10.0.0.1')).toBe(key('10.0.0.1'));
    expect(key('::1')).toBe('address:0:0:0:0');
  });

  it('counts a person once, from whatever address', () => {
    expect(rateLimitKey({ caller: user, address: '10.0.0.1' })).toBe(
      rateLimitKey({ caller: user, address: '10.0.0.2' }),
    );
  });
});
