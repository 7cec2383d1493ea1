import type { Sql } from '@depachika/database/database.ts';
import type { BrandRecord } from './brand.ts';

/** Products of a brand are on sale, newest first: a page between two of them; backward it is read from the oldest on. */
export interface BrandPage {
  /** Rows to read: one more than the page shows. */
  readonly limit: number;
  readonly after: string | undefined;
  readonly before: string | undefined;
  readonly backward: boolean;
}

/** Reads of brands, each one statement for any number of them. */
export interface BrandReader {
  byId(ids: readonly string[]): Promise<Map<string, BrandRecord>>;
  byName(namesJa: readonly string[]): Promise<Map<string, BrandRecord>>;
  /** In the order of their readings, between these names; at most `limit`, backward from the last on. */
  list(page: {
    readonly limit: number;
    readonly after: readonly [string, string] | undefined;
    readonly before: readonly [string, string] | undefined;
    readonly backward: boolean;
  }): Promise<BrandRecord[]>;
  /** Ids of the products of each. */
  productsOf(brandIds: readonly string[], page: BrandPage): Promise<Map<string, string[]>>;
}

export function createBrandReader(database: Sql): BrandReader {
  return {
    async byId(ids) {
      const rows = await database.query<BrandRow>(`${SELECT} WHERE id = ANY($1::text[])`, [ids]);
      return new Map(rows.map((row) => [row.id, row]));
    },
    async byName(namesJa) {
      const rows = await database.query<BrandRow>(`${SELECT} WHERE name_ja = ANY($1::text[])`, [namesJa]);
      return new Map(rows.map((row) => [row.nameJa, row]));
    },
    list({ limit, after, before, backward }) {
      const towards = backward ? 'DESC' : 'ASC';
      return database.query<BrandRow>(
        `${SELECT} WHERE ($2::text IS NULL OR (name_kana, id) > ($2, $3)) AND ($4::text IS NULL OR (name_kana, id) < ($4, $5))
         ORDER BY name_kana ${towards}, id ${towards} LIMIT $1`,
        [limit, ...(after ?? [null, null]), ...(before ?? [null, null])],
      );
    },
    async productsOf(brandIds, { limit, after, before, backward }) {
      const towards = backward ? 'ASC' : 'DESC';
      const rows = await database.query<{ brandId: string; id: string }>(
        `SELECT wanted.id AS "brandId", found.id
         FROM unnest($1::text[]) AS wanted (id) CROSS JOIN LATERAL (
           SELECT p.id FROM catalog.products p
           WHERE p.brand_id = wanted.id AND p.status = 'ACTIVE' AND ($3::text IS NULL OR p.id < $3)
             AND ($4::text IS NULL OR p.id > $4)
           ORDER BY p.id ${towards} LIMIT $2) AS found
         ORDER BY found.id ${towards}`,
        [brandIds, limit, after ?? null, before ?? null],
      );
      const groups = Map.groupBy(rows, ({ brandId }) => brandId);
      return new Map([...groups].map(([brandId, found]) => [brandId, found.map(({ id }) => id)]));
    },
  };
}

type BrandRow = BrandRecord & Record<string, unknown>;

const SELECT = `SELECT id, slug, name_ja AS "nameJa", name_en AS "nameEn", name_kana AS "nameKana",
  description_ja AS "descriptionJa", description_en AS "descriptionEn", version FROM catalog.brands`;
