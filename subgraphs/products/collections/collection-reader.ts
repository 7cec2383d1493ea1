import type { Sql } from '@depachika/database/database.ts';
import type { CollectionRecord } from './collection.ts';

/** A product of a collection at its place: by hand where it was put, by a rule an empty text, for its id decides. */
export interface CollectedProduct {
  readonly place: number | string;
  readonly id: string;
}

export interface CollectionPage {
  /** Rows to read: one more than the page shows. */
  readonly limit: number;
  readonly after: Place | undefined;
  readonly before: Place | undefined;
  /** From the end backwards: the rows are the last ones, the last one first. */
  readonly backward: boolean;
}

type Place = readonly [place: number | string, id: string];

/** Reads of collections, each one statement for any number of them. */
export interface CollectionReader {
  byId(ids: readonly string[]): Promise<Map<string, CollectionRecord>>;
  /** In the order of the shop: the first hundred that are shown at `now`, or without it the first thousand of all. */
  list(now?: Date): Promise<CollectionRecord[]>;
  /** Products on sale of collections that were chosen by hand, in their order. */
  chosen(ids: readonly string[], page: CollectionPage): Promise<Map<string, CollectedProduct[]>>;
  /** Products on sale that the rules of collections find at this moment, newest first. */
  found(ids: readonly string[], page: CollectionPage, now: Date): Promise<Map<string, CollectedProduct[]>>;
}

export function createCollectionReader(database: Sql): CollectionReader {
  return {
    async byId(ids) {
      const rows = await database.query<CollectionRow>(`${COLLECTION} WHERE id = ANY($1::text[])`, [ids]);
      return new Map(rows.map((row) => [row.id, toCollection(row)]));
    },
    async list(now) {
      const rows = await database.query<CollectionRow>(
        `${COLLECTION} WHERE $1::timestamptz IS NULL OR (NOT retired
           AND (starts_at IS NULL OR starts_at <= $1) AND (ends_at IS NULL OR ends_at > $1))
         ORDER BY position, id LIMIT CASE WHEN $1::timestamptz IS NULL THEN 1000 ELSE 100 END`,
        [now ?? null],
      );
      return rows.map(toCollection);
    },
    async chosen(ids, { limit, after, before, backward }) {
      const towards = backward ? 'DESC' : 'ASC';
      const rows = await database.query<CollectedRow>(
        `SELECT wanted.id AS "collectionId", chosen.place, chosen.id
         FROM unnest($1::text[]) AS wanted (id) CROSS JOIN LATERAL (
           SELECT c.position AS place, p.id
           FROM catalog.collection_products c JOIN catalog.products p ON p.id = c.product_id
           WHERE c.collection_id = wanted.id AND p.status = 'ACTIVE' AND ($3::bigint IS NULL OR c.position > $3)
             AND ($4::bigint IS NULL OR c.position < $4)
           ORDER BY c.position ${towards} LIMIT $2) AS chosen
         ORDER BY chosen.place ${towards}`,
        [ids, limit, after?.[0] ?? null, before?.[0] ?? null],
      );
      return byCollection(rows);
    },
    async found(ids, { limit, after, before, backward }, now) {
      const between = [after?.[1] ?? null, before?.[1] ?? null];
      const statement = foundSql(backward ? 'ASC' : 'DESC');
      const rows = await database.query<CollectedRow>(statement, [ids, limit, now, ...between]);
      return byCollection(rows);
    },
  };
}

/** SQL: each shelf is read from its newest product on, or from its oldest, until the page is full. */
const foundSql = (towards: 'ASC' | 'DESC') => `
  SELECT wanted.id AS "collectionId", '' AS place, found.id
  FROM unnest($1::text[]) AS wanted (id) JOIN catalog.collections c ON c.id = wanted.id
  CROSS JOIN LATERAL (
    SELECT p.id
    FROM catalog.product_shelves s
      JOIN catalog.products p ON p.id = s.product_id
      LEFT JOIN catalog.product_details d ON d.product_id = s.product_id
    WHERE s.shelf = coalesce(c.rule->>'categoryId', '') AND s.status = 'ACTIVE'
      AND ($4::text IS NULL OR s.product_id < $4) AND ($5::text IS NULL OR s.product_id > $5)
      AND (c.rule->>'brandId' IS NULL OR p.brand_id = c.rule->>'brandId')
      AND (c.rule->>'minPriceYen' IS NULL OR s.min_price_yen >= (c.rule->>'minPriceYen')::bigint)
      AND (c.rule->>'maxPriceYen' IS NULL OR s.min_price_yen <= (c.rule->>'maxPriceYen')::bigint)
      AND NOT EXISTS (
        SELECT FROM jsonb_array_elements_text(coalesce(c.rule->'labels', '[]')) AS wanted_label (code)
          LEFT JOIN catalog.labels l ON l.code = wanted_label.code
        WHERE NOT CASE WHEN l.new_for_days IS NULL THEN wanted_label.code = ANY(coalesce(d.labels, '{}'))
                       ELSE p.created_at > $3::timestamptz - make_interval(days => l.new_for_days) END)
    ORDER BY s.product_id ${towards} LIMIT $2) AS found
  ORDER BY found.id ${towards}`;

type CollectedRow = Record<string, unknown> & CollectedProduct & { readonly collectionId: string };

interface CollectionRow extends Record<string, unknown>, Omit<CollectionRecord, 'startsAt' | 'endsAt'> {
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
}

/** SQL: every column of a collection, from its table. */
export const COLLECTION = `SELECT id, slug, name_ja AS "nameJa", name_en AS "nameEn",
  description_ja AS "descriptionJa", description_en AS "descriptionEn", rule, starts_at AS "startsAt",
  ends_at AS "endsAt", retired, version FROM catalog.collections`;

export function toCollection({ startsAt, endsAt, ...row }: CollectionRow): CollectionRecord {
  return { ...row, startsAt: startsAt?.toISOString() ?? null, endsAt: endsAt?.toISOString() ?? null };
}

function byCollection(rows: readonly CollectedRow[]): Map<string, CollectedProduct[]> {
  return Map.groupBy(rows, ({ collectionId }) => collectionId);
}
