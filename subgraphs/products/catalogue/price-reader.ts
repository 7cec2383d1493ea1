import type { Sql } from '@depachika/database/database.ts';
import { type KeptActor, readActor } from '@depachika/identity/actor.ts';

/** What a variant cost, from a moment to the next. */
export interface VariantPrice {
  /** The variant's, from which on it had this price. */
  readonly version: number;
  readonly priceYen: number;
  readonly since: Date;
  readonly actor: KeptActor;
}

/** Latest first; `after` is the version of the last price of the page before. */
export interface PricePage {
  readonly first: number;
  readonly after: number | undefined;
}

export interface PriceReader {
  /** By variant: up to `first + 1` of each. */
  of(variantIds: readonly string[], page: PricePage): Promise<Map<string, VariantPrice[]>>;
}

export function createPriceReader(database: Sql): PriceReader {
  return {
    async of(variantIds, { first, after }) {
      const rows = await database.query<
        VariantPrice & { variantId: string; kept: string } & Record<string, unknown>
      >(
        `SELECT price.variant_id AS "variantId", price.version, price.price_yen AS "priceYen", price.since,
           price.actor AS kept
         FROM unnest($1::text[]) AS asked (id) CROSS JOIN LATERAL (
           SELECT * FROM catalog.variant_prices AS p WHERE p.variant_id = asked.id
             AND ($2::bigint IS NULL OR p.version < $2) ORDER BY p.version DESC LIMIT $3) AS price
         ORDER BY price.version DESC`,
        [[...new Set(variantIds)], after ?? null, first + 1],
      );
      const prices = rows.map(({ kept, ...price }) => ({ ...price, actor: readActor(kept) }));
      return Map.groupBy(prices, ({ variantId }) => variantId);
    },
  };
}
