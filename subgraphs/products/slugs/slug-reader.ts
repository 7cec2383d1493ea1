import type { Sql } from '@depachika/database/database.ts';
import type { SlugKind } from './slug.ts';

/** Where addresses lead, and which ones something had. */
export interface SlugReader {
  /** Id of what each of these leads to, or once led to. */
  subjects(kind: SlugKind, slugs: readonly string[]): Promise<Map<string, string>>;
  /** Every address of each, the present one too, in the order of the alphabet. */
  slugsOf(subjects: readonly string[]): Promise<Map<string, string[]>>;
  /** The present address of each product. */
  ofProducts(ids: readonly string[]): Promise<Map<string, string>>;
}

export function createSlugReader(database: Sql): SlugReader {
  return {
    async subjects(kind, slugs) {
      const rows = await database.query<{ slug: string; subject: string }>(
        'SELECT slug, subject FROM catalog.slugs WHERE kind = $1 AND slug = ANY($2::text[])',
        [kind, slugs],
      );
      return new Map(rows.map(({ slug, subject }) => [slug, subject]));
    },
    async slugsOf(subjects) {
      const rows = await database.query<{ subject: string; slugs: string[] }>(
        `SELECT subject, array_agg(slug ORDER BY slug) AS slugs FROM catalog.slugs WHERE subject = ANY($1::text[])
         GROUP BY subject`,
        [subjects],
      );
      return new Map(rows.map(({ subject, slugs }) => [subject, slugs]));
    },
    async ofProducts(ids) {
      const rows = await database.query<{ id: string; slug: string }>(
        'SELECT id, slug FROM catalog.products WHERE id = ANY($1::text[])',
        [ids],
      );
      return new Map(rows.map(({ id, slug }) => [id, slug]));
    },
  };
}
