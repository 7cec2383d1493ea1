import type { Cache } from '@depachika/cache/cache.ts';
import type { Sql } from '@depachika/database/database.ts';
import { forgetCategories, forgetProducts } from '../catalogue/catalogue-cache.ts';
import { lastImportOf } from './import-progress-store.ts';

/**
 * Lets what this process has cached of the tree go once a command has read a file of categories in beside it: no event tells of
 * categories. To be called again and again; what was read in before the first call is not cached.
 */
export function importedCategories({
  database,
  cache,
}: {
  readonly database: Sql;
  readonly cache: Cache;
}): () => Promise<void> {
  let seen: number | undefined;
  return async () => {
    const last = await lastImportOf(database, 'categories');
    if (seen !== undefined && last !== seen) {
      await forgetCategories(cache);
      await forgetProducts(cache, []);
    }
    seen = last;
  };
}
