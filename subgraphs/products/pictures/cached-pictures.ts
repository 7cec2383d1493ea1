import type { Cache } from '@depachika/cache/cache.ts';
import type { Database } from '@depachika/database/database.ts';
import { type CacheLifetimes, PRODUCT_KEY } from '../catalogue/catalogue-cache.ts';
import type { PictureRecord } from './picture.ts';
import { findPictures } from './picture-reader.ts';

/** The pictures of products, in order, of any state. */
export interface PictureReader {
  of(productIds: readonly string[]): Promise<Map<string, PictureRecord[]>>;
}

/** Reads through the cache. What is cached of a product falls with any edit of it, and with a picture that was made. */
export function cachedPictures({
  database,
  cache,
  lifetimes,
}: {
  readonly database: Database;
  readonly cache: Cache;
  readonly lifetimes: CacheLifetimes;
}): PictureReader {
  // As short as a list: a process that dies between a picture and the drop tells no other.
  const ttlMs = lifetimes.listingTtlMs;
  const tagsOf = (key: string) => [PRODUCT_KEY + key.slice(KEY.length)];
  return {
    async of(productIds) {
      const keys = productIds.map((id) => KEY + id);
      const found = await cache.getOrFillMany<PictureRecord[]>(keys, { ttlMs, tagsOf }, async (missing) => {
        const filled = await findPictures(
          database,
          missing.map((key) => key.slice(KEY.length)),
        );
        return new Map([...filled].map(([id, pictures]) => [KEY + id, pictures]));
      });
      return new Map([...found].map(([key, pictures]) => [key.slice(KEY.length), pictures]));
    },
  };
}

const KEY = 'pictures:';
