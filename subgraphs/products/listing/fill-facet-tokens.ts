import type { Database } from '@depachika/database/database.ts';
import { findPaths } from '../catalogue/category-reader.ts';
import { findProducts } from '../catalogue/product-reader.ts';
import { TOKENS_VERSION } from './facet-tokens.ts';
import { facetedProduct, productsWithOldTokens, saveTokens } from './token-store.ts';

/**
 * Makes the tokens of products anew that have those of older rules, at each start. Until then filters do not find such
 * products; lists without a filter do.
 */
export async function fillFacetTokens(database: Database): Promise<void> {
  while (true) {
    const filled = await database.transaction(
      { name: 'products.fillFacetTokens', timeoutMs: 60_000 },
      async (tx) => {
        const ids = await productsWithOldTokens(tx, TOKENS_VERSION, BATCH);
        if (ids.length === 0) return 0;
        const products = [...(await findProducts(tx, ids)).values()];
        const paths = await findPaths(tx, [...new Set(products.map(({ categoryId }) => categoryId))]);
        await saveTokens(
          tx,
          products.map((product) => facetedProduct(product, paths)),
        );
        return ids.length;
      },
    );
    if (filled === 0) return;
  }
}

/** Places on shelves of one transaction, whose rows others wait for meanwhile. */
const BATCH = 1_000;
