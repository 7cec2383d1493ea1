import { insideTransaction } from '@depachika/database/inside-transaction.ts';
import { mayReadFromReplica, readFromReplica } from '@depachika/database/read-scope.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cache } from '../cache.ts';

export interface CacheUnderTest {
  readonly cache: Cache;
  /** Another process's cache of the same domain, where the store is shared. */
  readonly other?: Cache;
  close(): Promise<void>;
}

const TTL = { ttlMs: 60_000 };

/** What every cache promises, whatever it is made of. */
export function cacheContract(name: string, makeCache: () => Promise<CacheUnderTest>): void {
  describe(`cache: ${name}`, { timeout: 30_000 }, () => {
    let made: CacheUnderTest;
    let names = 0;
    const fresh = () => {
      names += 1;
      return `trial-${process.pid}-${names}`;
    };
    const never = async (): Promise<never> => {
      throw new Error('must not be filled');
    };
    beforeAll(async () => {
      made = await makeCache();
    }, 60_000);
    afterAll(() => made.close());

    it('fills on a miss and answers from memory on a hit, with the same value', async () => {
      const key = fresh();
      const value = { name: '羊羹', tags: [1, null, { deep: true }], at: null };
      expect(await made.cache.getOrFill(key, TTL, async () => value)).toEqual(value);
      expect(await made.cache.getOrFill(key, TTL, never)).toEqual(value);
      if (made.other) expect(await made.other.getOrFill(key, TTL, never)).toEqual(value);
    });

    it.each([null, 0, '', false, []])('keeps %j like any other value', async (value) => {
      const key = fresh();
      expect(await made.cache.getOrFill<unknown>(key, TTL, async () => value)).toEqual(value);
      expect(await made.cache.getOrFill<unknown>(key, TTL, never)).toEqual(value);
    });

    it('answers on a miss what it will answer on a hit: JSON', async () => {
      const key = fresh();
      const fill = async () => ({ at: new Date('2026-01-01T00:00:00Z'), none: undefined }) as unknown;
      const missed = await made.cache.getOrFill(key, TTL, fill);
      expect(missed).toEqual({ at: '2026-01-01T00:00:00.000Z' });
      expect(await made.cache.getOrFill(key, TTL, fill)).toEqual(missed);
    });

    it('gives each caller a value of its own', async () => {
      const key = fresh();
      const first = await made.cache.getOrFill(key, TTL, async () => ({ list: [1] }));
      first.list.push(2);
      expect(await made.cache.getOrFill(key, TTL, never)).toEqual({ list: [1] });
    });

    it('gives the same value to callers that share it, on a miss as on a hit', async () => {
      const key = fresh();
      const shared = { ...TTL, shared: true };
      const fill = async () => ({ list: [1, { deep: null }], none: undefined }) as unknown;
      const missed = await made.cache.getOrFill(key, shared, fill);
      expect(missed).toEqual({ list: [1, { deep: null }] });
      expect(await made.cache.getOrFill(key, shared, never)).toEqual(missed);
    });

    it('shares one fill between all who ask at once', async () => {
      const key = fresh();
      let fills = 0;
      const answers = await Promise.all(
        Array.from({ length: 50 }, () =>
          made.cache.getOrFill(key, TTL, async () => {
            fills += 1;
            await new Promise((resolve) => setImmediate(resolve));
            return fills;
          }),
        ),
      );
      expect(fills).toBe(1);
      expect(new Set(answers)).toEqual(new Set([1]));
    });

    it('throws what the fill throws, to all who wait, and keeps nothing of it', async () => {
      const key = fresh();
      const failing = async () => {
        await new Promise((resolve) => setImmediate(resolve));
        throw new Error('source is away');
      };
      const answers = await Promise.allSettled([1, 2, 3].map(() => made.cache.getOrFill(key, TTL, failing)));
      for (const answer of answers) expect(answer).toMatchObject({ reason: { message: 'source is away' } });
      expect(await made.cache.getOrFill(key, TTL, async () => 'back')).toBe('back');
    });

    it('drops every entry under a tag, and only those', async () => {
      const [first, second, third, tag] = [fresh(), fresh(), fresh(), fresh()];
      await made.cache.getOrFill(first, { ...TTL, tags: [tag, fresh()] }, async () => 1);
      await made.cache.getOrFill(second, { ...TTL, tags: [tag] }, async () => 1);
      await made.cache.getOrFill(third, { ...TTL, tags: [fresh()] }, async () => 1);
      await made.cache.drop([tag, fresh()]);
      for (const cache of [made.cache, made.other ?? made.cache]) {
        expect(await cache.getOrFill(third, TTL, never)).toBe(1);
      }
      expect(await (made.other ?? made.cache).getOrFill(first, { ...TTL, tags: [tag] }, async () => 2)).toBe(
        2,
      );
      expect(await made.cache.getOrFill(second, { ...TTL, tags: [tag] }, async () => 2)).toBe(2);
    });

    it('does not store a fill whose tag was dropped meanwhile, nor let later readers share it', async () => {
      const [key, tag] = [fresh(), fresh()];
      const options = { ...TTL, tags: [tag] };
      const began = Promise.withResolvers<void>();
      const mayEnd = Promise.withResolvers<void>();
      const stale = made.cache.getOrFill(key, options, async () => {
        began.resolve();
        await mayEnd.promise;
        return 'before the write';
      });
      await began.promise;
      await (made.other ?? made.cache).drop([tag]);
      const after = made.cache.getOrFill(key, options, async () => 'after the write');
      mayEnd.resolve();
      expect(await stale).toBe('before the write');
      expect(await after).toBe('after the write');
      expect(await made.cache.getOrFill(key, options, async () => 'later')).toBe('after the write');
    });

    it('fills many at once with one call for those that are missing, in the order asked', async () => {
      const [a, b, c, absent] = [fresh(), fresh(), fresh(), fresh()];
      await made.cache.getOrFill(b, TTL, async () => 'b');
      const asked: (readonly string[])[] = [];
      const fill = async (missing: readonly string[]) => {
        asked.push(missing);
        return new Map(missing.filter((key) => key !== absent).map((key) => [key, key === a ? 'a' : 'c']));
      };
      const found = await made.cache.getOrFillMany([c, b, a, absent, c], TTL, fill);
      expect([...found]).toEqual([
        [c, 'c'],
        [b, 'b'],
        [a, 'a'],
      ]);
      expect(asked).toEqual([[c, a, absent]]);
      await made.cache.getOrFillMany([a, b, c], TTL, never);
      expect(await made.cache.getOrFillMany([], TTL, never)).toEqual(new Map());
    });

    it('tags each of many on its own', async () => {
      const [a, b] = [fresh(), fresh()];
      const options = { ...TTL, tagsOf: (key: string) => [`tag of ${key}`] };
      const fill = async (missing: readonly string[]) => new Map(missing.map((key) => [key, missing.length]));
      await made.cache.getOrFillMany([a, b], options, fill);
      await made.cache.drop([`tag of ${a}`]);
      expect([...(await made.cache.getOrFillMany([a, b], options, fill)).values()]).toEqual([1, 2]);
    });

    it('counts hits and misses', async () => {
      const [key, other] = [fresh(), fresh()];
      const before = made.cache.stats();
      await made.cache.getOrFill(key, TTL, async () => 1);
      await made.cache.getOrFillMany([key, other], TTL, async () => new Map([[other, 1]]));
      const { hits, misses } = made.cache.stats();
      expect({ hits: hits - before.hits, misses: misses - before.misses }).toEqual({ hits: 1, misses: 2 });
    });

    it('never fills from a replica, whoever asks', async () => {
      const key = fresh();
      const fills = await readFromReplica(async () => [
        mayReadFromReplica(),
        await made.cache.getOrFill(key, TTL, async () => mayReadFromReplica()),
      ]);
      const many = await readFromReplica(() =>
        made.cache.getOrFillMany(
          [fresh()],
          TTL,
          async ([missing]) => new Map([[missing!, mayReadFromReplica()]]),
        ),
      );
      expect([...fills, ...many.values()]).toEqual([true, false, false]);
    });

    it('refuses to be used inside a database transaction', async () => {
      const inside = { code: 'INSIDE_TRANSACTION' };
      await insideTransaction('trial', async () => {
        await expect(made.cache.getOrFill(fresh(), TTL, async () => 1)).rejects.toMatchObject(inside);
        await expect(made.cache.getOrFillMany([fresh()], TTL, async () => new Map())).rejects.toMatchObject(
          inside,
        );
        await expect(made.cache.drop([fresh()])).rejects.toMatchObject(inside);
      });
    });
  });
}
