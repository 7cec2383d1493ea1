import type { Transaction } from '@depachika/database/database.ts';
import type { CategoryRecord } from '../catalogue/category.ts';
import { optionValuesOf, type ProductRecord } from '../catalogue/product.ts';
import { type FacetedProduct, type FacetToken, facetTokens, TOKENS_VERSION } from './facet-tokens.ts';

/** A product whose tokens are to be stored. */
export interface TokenedProduct extends FacetedProduct {
  readonly id: string;
}

/** Locks products of up to `limit` places on shelves whose tokens were made by older rules than these, in the order of their ids. */
export async function productsWithOldTokens(
  tx: Transaction,
  version: number,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM catalog.products WHERE id IN (
       SELECT product_id FROM catalog.product_shelves WHERE tokens_version < $1
       ORDER BY tokens_version, product_id LIMIT $2
     ) ORDER BY id FOR NO KEY UPDATE`,
    [version, limit],
  );
  return rows.map(({ id }) => id);
}

/** What the tokens of a stored product are made of. @param paths by category */
export function facetedProduct(
  product: ProductRecord,
  paths: ReadonlyMap<string, readonly CategoryRecord[]>,
): TokenedProduct {
  const { id, brand, brandEn = '', options, variants, categoryId } = product;
  return {
    ...{ id, brand, brandEn, options },
    optionValues: optionValuesOf(variants),
    path: paths.get(categoryId) ?? [],
  };
}

/** Writes the tokens of products that are on their shelves already. Their rows are locked. */
export async function saveTokens(tx: Transaction, products: readonly TokenedProduct[]): Promise<void> {
  const tokens = await keepFacetValues(tx, products);
  await tx.query(
    `UPDATE catalog.product_shelves s
     SET tokens = ARRAY(SELECT jsonb_array_elements_text(new.tokens)), tokens_version = ${TOKENS_VERSION}
     FROM jsonb_to_recordset($1::jsonb) AS new (id text, tokens jsonb) WHERE s.product_id = new.id`,
    [JSON.stringify(products.map(({ id }, index) => ({ id, tokens: tokens[index] })))],
  );
}

/**
 * Keeps the words of these products' tokens; what is known is not written again, so that edits of two products with
 * one brand do not wait for each other. @returns the tokens of each
 */
export async function keepFacetValues(
  tx: Transaction,
  products: readonly FacetedProduct[],
): Promise<string[][]> {
  const tokens = products.map(facetTokens);
  const values = new Map<string, FacetToken>(tokens.flat().map((token) => [token.token, token]));
  await tx.query(
    `INSERT INTO catalog.facet_values AS known (token, facet, value, facet_ja, facet_en, label_ja, label_en, position)
     SELECT "token", "facet", "value", "facetJa", "facetEn", "labelJa", "labelEn", "position"
     FROM jsonb_to_recordset($1::jsonb) AS new ("token" text, "facet" text, "value" text, "facetJa" text, "facetEn" text,
       "labelJa" text, "labelEn" text, "position" int)
     WHERE NOT EXISTS (
       SELECT 1 FROM catalog.facet_values old WHERE old.token = new."token"
         AND (old.facet_ja, old.facet_en, old.label_ja, old.label_en)
           = (new."facetJa", new."facetEn", new."labelJa", new."labelEn"))
     ORDER BY "token"
     ON CONFLICT (token) DO UPDATE SET facet_ja = excluded.facet_ja, facet_en = excluded.facet_en,
       label_ja = excluded.label_ja, label_en = excluded.label_en`,
    [JSON.stringify([...values.values()])],
  );
  return tokens.map((ofProduct) => ofProduct.map(({ token }) => token));
}
