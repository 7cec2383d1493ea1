import type { Transaction } from '@depachika/database/database.ts';
import { findDefinitions } from '../attributes/attribute-reader.ts';
import { locationsSql } from '../availability/availability-store.ts';
import { findPaths } from '../catalogue/category-reader.ts';
import { optionValuesOf, variantsOffered } from '../catalogue/product.ts';
import { findProducts } from '../catalogue/product-reader.ts';
import { findDetails } from '../details/details-reader.ts';
import { firstLabelEnd } from '../labels/label.ts';
import { findLabels } from '../labels/label-reader.ts';
import { popularitySql } from '../popularity/popularity-store.ts';
import { type FacetedProduct, type FacetToken, facetTokens, TOKENS_VERSION } from './facet-tokens.ts';

/**
 * Writes on their shelves what products can be found and sorted by at `now` beside their texts and prices, as all of their
 * tables are: after each edit of any of them. Their rows are locked.
 */
export async function keepTokens(tx: Transaction, productIds: readonly string[], now: Date): Promise<void> {
  const products = await findFaceted(tx, productIds);
  const vocabulary = { definitions: await findDefinitions(tx), labels: await findLabels(tx) };
  const tokens = [...products].map(([id, product]) => ({
    id,
    tokens: facetTokens(product, vocabulary, now),
    until: firstLabelEnd(vocabulary.labels, product.createdAt, now),
  }));
  await keepFacetValues(
    tx,
    tokens.flatMap((ofProduct) => ofProduct.tokens),
  );
  const rows = tokens.map((each) => ({
    ...each,
    tokens: each.tokens.map(({ token }) => token),
    leadTimeDays: products.get(each.id)!.details.leadTimeDays,
  }));
  await tx.query(
    `UPDATE catalog.product_shelves s
     SET tokens = ARRAY(SELECT jsonb_array_elements_text(new.tokens)), tokens_version = ${TOKENS_VERSION},
       tokens_until = CASE WHEN s.shelf = '' THEN new.until END,
       locations = known.locations, in_stock = cardinality(known.locations) > 0,
       lead_time_days = new."leadTimeDays", popularity = ${popularitySql('s.product_id')}
     FROM jsonb_to_recordset($1::jsonb) AS new (id text, tokens jsonb, until timestamptz, "leadTimeDays" int)
     CROSS JOIN LATERAL (SELECT ${locationsSql('new.id')} AS locations) known
     WHERE s.product_id = new.id`,
    [JSON.stringify(rows)],
  );
}

/** Locks products of up to `limit` places on shelves whose tokens were made by older rules, in the order of their ids. */
export async function lockOldTokens(tx: Transaction, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM catalog.products WHERE id IN (
       SELECT product_id FROM catalog.product_shelves WHERE tokens_version < $1
       ORDER BY tokens_version, product_id LIMIT $2
     ) ORDER BY id FOR NO KEY UPDATE`,
    [TOKENS_VERSION, limit],
  );
  return rows.map(({ id }) => id);
}

async function findFaceted(
  tx: Transaction,
  productIds: readonly string[],
): Promise<Map<string, FacetedProduct>> {
  const products = await findProducts(tx, productIds);
  const categoryIds = [...products.values()].map(({ categoryId }) => categoryId);
  const paths = await findPaths(tx, [...new Set(categoryIds)]);
  const details = await findDetails(tx, productIds);
  return new Map(
    [...products].map(([id, product]) => {
      const { brandId = '', brand, brandEn = '', options, variants, categoryId, createdAt } = product;
      const optionValues = optionValuesOf(variantsOffered(variants));
      const path = paths.get(categoryId) ?? [];
      const described = { optionValues, path, details: details.get(id)!, createdAt };
      return [id, { brandId, brand, brandEn, options, ...described }];
    }),
  );
}

/** Keeps the words of tokens. What is known is not written again, so that two edits of one brand do not wait for each other. */
async function keepFacetValues(tx: Transaction, tokens: readonly FacetToken[]): Promise<void> {
  const told = tokens.flatMap(({ words, ...token }) =>
    words ? [[token.token, { ...token, ...words }] as const] : [],
  );
  await tx.query(
    `INSERT INTO catalog.facet_values (token, facet, value, facet_ja, facet_en, label_ja, label_en, position)
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
    [JSON.stringify([...new Map(told).values()])],
  );
}
