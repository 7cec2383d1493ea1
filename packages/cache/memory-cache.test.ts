import { adjustableClock, systemClock } from '@depachika/clock/clock.ts';
import { describe, expect, it } from 'vitest';
import { memoryCache } from './memory-cache.ts';
import { cacheContract } from './testing/cache.contract.ts';

cacheContract('memory', async () => {
  const cache = memoryCache({ clock: systemClock, prefix: 'trial' });
  return { cache, close: () => cache.close() };
});

function frozenCache(options: { random?: () => number; maxBytes?: number } = {}) {
  const clock = adjustableClock({ frozenAt: new Date('2026-01-01T00:00:00Z') });
  return { clock, cache: memoryCache({ clock, prefix: 'trial', random: () => 0, ...options }) };
}

describe('cache in memory', () => {
  it('answers until the time to live is over, and not then', async () => {
    const { clock, cache } = frozenCache();
    let fills = 0;
    const get = () => cache.getOrFill('key', { ttlMs: 1000 }, async () => ++fills);
    await get();
    clock.advance(999);
    expect(await get()).toBe(1);
    clock.advance(1);
    expect(await get()).toBe(2);
  });

  it('shortens the time to live by up to a tenth', async () => {
    const { clock, cache } = frozenCache({ random: () => 0.999999 });
    let fills = 0;
    const get = () => cache.getOrFill('key', { ttlMs: 1000 }, async () => ++fills);
    await get();
    clock.advance(899);
    expect(await get()).toBe(1);
    clock.advance(2);
    expect(await get()).toBe(2);
  });

  it('evicts what was used least recently when it holds too many', async () => {
    const { cache } = frozenCache({ maxBytes: 500 });
    const fills: string[] = [];
    const get = (key: string) =>
      cache.getOrFill(key, { ttlMs: 1000, tags: ['all'] }, async () => fills.push(key));
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
    expect(fills).toEqual(['a', 'b', 'c', 'b']);
  });

  it('reads what is shared once, and lets nobody write on it', async () => {
    const { cache } = frozenCache();
    const shared = { ttlMs: 1000, shared: true };
    const [first, second] = await Promise.all([
      cache.getOrFill('key', shared, async () => ({ list: [{ name: 'a' }] })),
      cache.getOrFill('key', shared, async () => ({ list: [{ name: 'b' }] })),
    ]);
    expect(second).toBe(first);
    expect(await cache.getOrFill('key', shared, async () => ({ list: [] }))).toBe(first);
    expect(() => first.list.push({ name: 'c' })).toThrow(TypeError);
    expect(() => {
      first.list[0]!.name = 'c';
    }).toThrow(TypeError);
  });

  it('gives whoever does not share a copy of their own, of what others share', async () => {
    const { cache } = frozenCache();
    const never = () => Promise.reject(new Error('It was filled'));
    const value = { list: [{ name: 'a', price: null }] };
    const shared = await cache.getOrFill('key', { ttlMs: 1000, shared: true }, async () => value);
    const own = await cache.getOrFill<typeof value>('key', { ttlMs: 1000 }, never);
    own.list[0]!.name = 'b';
    expect(shared).toEqual(value);
    expect(await cache.getOrFill('key', { ttlMs: 1000, shared: true }, never)).toBe(shared);
  });

  it('counts what is shared with the objects that it is', async () => {
    const { cache } = frozenCache({ maxBytes: 3000 });
    let fills = 0;
    const get = (shared: boolean) =>
      cache.getOrFill(`shared ${shared}`, { ttlMs: 1000, shared }, async () => {
        fills += 1;
        return 'x'.repeat(800);
      });
    await get(false);
    await get(false);
    expect(fills).toBe(1);
    await get(true);
    await get(true);
    expect(fills).toBe(3);
  });

  it('stays below its bytes and does not keep what is larger alone', async () => {
    const { cache } = frozenCache({ maxBytes: 3000 });
    let fills = 0;
    const get = (key: string, length: number) =>
      cache.getOrFill(key, { ttlMs: 1000 }, async () => {
        fills += 1;
        return 'x'.repeat(length);
      });
    await get('large', 3000);
    expect((await get('large', 3000)).length).toBe(3000);
    expect(fills).toBe(2);
    for (const key of ['a', 'b', 'c']) await get(key, 500);
    await get('c', 500);
    expect(fills).toBe(5);
    await get('a', 500);
    expect(fills).toBe(6);
  });

  it('stores a fill only where its own tags were left alone', async () => {
    const { cache } = frozenCache();
    const options = { ttlMs: 1000, tagsOf: (key: string) => [`tag ${key}`] };
    let calls = 0;
    const fill = async (missing: readonly string[]) => {
      calls += 1;
      if (calls === 1) await cache.drop(['tag a']);
      return new Map(missing.map((key) => [key, calls]));
    };
    expect([...(await cache.getOrFillMany(['a', 'b'], options, fill)).values()]).toEqual([1, 1]);
    expect([...(await cache.getOrFillMany(['a', 'b'], options, fill)).values()]).toEqual([2, 1]);
  });
});
