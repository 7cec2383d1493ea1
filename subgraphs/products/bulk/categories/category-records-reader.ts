import type { Sql } from '@depachika/database/database.ts';
import { childrenOf } from '../../categories/tree-rules.ts';
import { RETIRED_SQL } from '../../categories/tree-store.ts';
import type { KnownCategory } from './category-plan-rules.ts';

/** All categories, in the order of their places. */
export function findTree(sql: Sql): Promise<KnownCategory[]> {
  return sql.query<KnownCategory & Record<string, unknown>>(
    `SELECT id, slug, name_ja AS "nameJa", name_en AS "nameEn", parent_id AS "parentId", version,
       ${RETIRED_SQL} AS retired
     FROM catalog.categories c ORDER BY position, id`,
  );
}

/** The cells of categories by column, each behind what it stands below. */
export function categoryRecords(tree: readonly KnownCategory[]): Map<string, string>[] {
  const known = new Map(tree.map((category) => [category.id, category]));
  const records: Map<string, string>[] = [];
  const add = (parentId: string | null, parent: string) => {
    for (const [position, id] of childrenOf(tree, parentId).entries()) {
      const { slug, nameJa, nameEn, retired } = known.get(id)!;
      const cells = {
        slug,
        name_ja: nameJa,
        name_en: nameEn,
        parent,
        position: `${position}`,
        retired: `${retired}`,
      };
      records.push(new Map(Object.entries(cells)));
      add(id, slug);
    }
  };
  add(null, '');
  return records;
}
