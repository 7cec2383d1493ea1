import type { Sql } from '@depachika/database/database.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type CategoryRecord, MAX_CHILDREN, MAX_DEPTH } from './category.ts';

/** Reads of the category tree, each one statement for any number of categories. */
export interface CategoryReader {
  byId(ids: readonly string[]): Promise<Map<string, CategoryRecord>>;
  bySlug(slugs: readonly string[]): Promise<Map<string, CategoryRecord>>;
  /** Directly below, in shop order, retired ones too; at most 200 each. */
  children(ids: readonly string[]): Promise<Map<string, CategoryRecord[]>>;
  /** At the top, in shop order, retired ones too; at most 200. */
  departments(): Promise<CategoryRecord[]>;
  /** All but retired ones by their ids, between these; at most `limit`, backward from the last on. */
  list(page: CategoryPage): Promise<CategoryRecord[]>;
}

export interface CategoryPage {
  readonly limit: number;
  readonly after: string | undefined;
  readonly before: string | undefined;
  readonly backward: boolean;
}

export function createCategoryReader(prisma: PrismaClient): CategoryReader {
  const select = {
    ...{ id: true, slug: true, nameJa: true, nameEn: true, parentId: true, picture: true },
    ...{ version: true, retiredAt: true },
  } as const;
  const orderBy = [{ position: 'asc' }, { id: 'asc' }] as const;
  const take = MAX_CHILDREN;

  return {
    async byId(ids) {
      const found = await prisma.category.findMany({ where: { id: { in: [...ids] } }, select });
      return new Map(found.map((category) => [category.id, toRecord(category)]));
    },
    async bySlug(slugs) {
      const found = await prisma.category.findMany({ where: { slug: { in: [...slugs] } }, select });
      return new Map(found.map((category) => [category.slug, toRecord(category)]));
    },
    async children(ids) {
      const where = { parentId: { in: [...ids] } };
      const found = await prisma.category.findMany({
        where,
        select,
        orderBy: [...orderBy],
        take: take * ids.length,
      });
      const groups = Map.groupBy(found.map(toRecord), ({ parentId }) => parentId!);
      return new Map(ids.map((id) => [id, groups.get(id) ?? []]));
    },
    async list({ limit, after, before, backward }) {
      const found = await prisma.category.findMany({
        where: {
          retiredAt: null,
          id: { ...(after ? { gt: after } : {}), ...(before ? { lt: before } : {}) },
        },
        select,
        orderBy: { id: backward ? 'desc' : 'asc' },
        take: limit,
      });
      return found.map(toRecord);
    },
    async departments() {
      const found = await prisma.category.findMany({
        where: { parentId: null },
        select,
        orderBy: [...orderBy],
        take,
      });
      return found.map(toRecord);
    },
  };
}

function toRecord({
  retiredAt,
  ...category
}: CategoryRecord & { readonly retiredAt: Date | null }): CategoryRecord {
  return { ...category, retired: retiredAt !== null };
}

interface PathRow extends Record<string, unknown> {
  readonly of: string;
  readonly id: string;
  readonly slug: string;
  readonly name_ja: string;
  readonly name_en: string;
  readonly parent_id: string | null;
  readonly picture: string;
  readonly version: number;
  readonly retired_at: Date | null;
}

/** From the top down to each of these, itself included; unknown ids are left out. One statement. */
export async function findPaths(sql: Sql, ids: readonly string[]): Promise<Map<string, CategoryRecord[]>> {
  const rows = await sql.query<PathRow>(
    `WITH RECURSIVE path AS (
       SELECT c.id AS "of", c.*, 0 AS distance FROM catalog.categories c WHERE c.id = ANY($1::text[])
       UNION ALL
       SELECT path."of", c.*, path.distance + 1
       FROM path JOIN catalog.categories c ON c.id = path.parent_id WHERE path.distance < ${MAX_DEPTH}
     )
     SELECT "of", id, slug, name_ja, name_en, parent_id, picture, version, retired_at FROM path ORDER BY "of", distance DESC`,
    [ids],
  );
  const groups = Map.groupBy(rows, (row) => row.of);
  return new Map([...groups].map(([id, path]) => [id, path.map(toCategory)]));
}

function toCategory(row: PathRow): CategoryRecord {
  return {
    id: row.id,
    slug: row.slug,
    nameJa: row.name_ja,
    nameEn: row.name_en,
    parentId: row.parent_id,
    picture: row.picture,
    version: row.version,
    retired: row.retired_at !== null,
  };
}
