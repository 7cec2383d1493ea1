import type { Sql } from '@depachika/database/database.ts';
import type { RowsBetween } from '@depachika/graphql/connection.ts';
import { type KeptActor, readActor } from '@depachika/identity/actor.ts';

/** What a variant cost, from a moment to the next. */
export interface VariantPrice {
  /** The variant's, from which on it had this price. */
  readonly version: number;
  readonly priceYen: number;
  readonly since: Date;
  readonly actor: KeptActor;
}

/** Latest first. */
export type PricePage = RowsBetween<readonly [version: number]>;

export interface PriceReader {
  /** By variant, in the order in which the page reads. */
  of(variantIds: readonly string[], page: PricePage): Promise<Map<string, VariantPrice[]>>;
}

export function createPriceReader(database: Sql): PriceReader {
  return {
    async of(variantIds, { limit, after, before, backward }) {
      const towards = backward ? 'ASC' : 'DESC';
      const rows = await database.query<
        VariantPrice & { variantId: string; kept: string } & Record<string, unknown>
      >(
        `SELECT price.variant_id AS "variantId", price.version, price.price_yen AS "priceYen", price.since,
           price.actor AS kept
         FROM unnest($1::text[]) AS asked (id) CROSS JOIN LATERAL (
           SELECT * FROM catalog.variant_prices AS p WHERE p.variant_id = asked.id
             AND ($2::bigint IS NULL OR p.version < $2) AND ($3::bigint IS NULL OR p.version > $3)
           ORDER BY p.version ${towards} LIMIT $4) AS price
         ORDER BY price.version ${towards}`,
        [[...new Set(variantIds)], after?.[0] ?? null, before?.[0] ?? null, limit],
      );
      const prices = rows.map(({ kept, ...price }) => ({ ...price, actor: readActor(kept) }));
      return Map.groupBy(prices, ({ variantId }) => variantId);
    },
  };
}
