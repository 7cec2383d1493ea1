import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { findDefinitions } from '../attributes/attribute-reader.ts';
import { findProducts } from '../catalogue/product-reader.ts';
import { findDetails } from '../details/details-reader.ts';
import { findSchedules } from '../lifecycle/schedule-store.ts';
import { CATEGORY_COLUMNS } from './categories/category-columns.ts';
import { categoryRecords, findTree } from './categories/category-records-reader.ts';
import { csvWriter, type UnwritableCell } from './csv/csv-lines.ts';
import type { Encoding } from './csv/text-encoding.ts';
import { type FileKind, MAX_PROBLEMS } from './import-report.ts';
import { priceColumns, productColumns } from './products/product-columns.ts';
import { findIdsAfter } from './products/product-facts-reader.ts';
import { productRecords } from './products/product-records.ts';

export interface ExportDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

export interface FileExport {
  readonly kind: FileKind;
  readonly encoding: Encoding;
  /** UTF-8 alone: by it spreadsheets know what it is. */
  readonly withMark: boolean;
  /** All unless they are given. */
  readonly columns: readonly string[] | undefined;
  readonly out: Writable;
  /** Aborted: ends after the page in hand. */
  readonly signal: AbortSignal;
  readonly onProgress: (lines: number) => void;
}

export interface ExportReport {
  /** Without the heading. */
  readonly lines: number;
  /** Cells that the encoding cannot hold, the first thousand; their lines were not written. */
  readonly problems: readonly UnwritableCell[];
  readonly problemCount: number;
}

/** There is no such column. The message is for people, in one line. */
export class UnknownColumn extends Error {}

/**
 * Writes what an import of the same kind can set, a page of products at a time; each product is as it was at one moment, the
 * whole is not. Drafts and withdrawn products are in it, deleted ones are not. @throws UnknownColumn
 */
export async function exportFile(deps: ExportDependencies, given: FileExport): Promise<ExportReport> {
  const { out, encoding, withMark, signal, onProgress } = given;
  const all = await columnsOf(deps, given.kind);
  const columns = given.columns ?? all;
  const unknown = columns.find((column) => !all.includes(column));
  if (unknown !== undefined)
    throw new UnknownColumn(`There is no column ${JSON.stringify(unknown)}. There are: ${all.join(', ')}`);
  const writer = csvWriter(columns, encoding);
  if (encoding === 'utf-8' && withMark) await send(out, Buffer.from('\ufeff'));
  await send(out, writer.write([columns]).bytes);
  const problems: UnwritableCell[] = [];
  let problemCount = 0;
  let lines = 0;
  for await (const page of pagesOf(deps, given.kind)) {
    const written = writer.write(page.map((cells) => columns.map((column) => cells.get(column) ?? '')));
    await send(out, written.bytes);
    lines += page.length;
    problemCount += written.problems.length;
    problems.push(...written.problems.slice(0, MAX_PROBLEMS - problems.length));
    onProgress(lines);
    if (signal.aborted) break;
  }
  return { lines, problems, problemCount };
}

type Page = readonly ReadonlyMap<string, string>[];

async function columnsOf({ database }: ExportDependencies, kind: FileKind): Promise<string[]> {
  switch (kind) {
    case 'products':
      return productColumns(await findDefinitions(database)).columns.map(({ name }) => name);
    case 'prices':
      return priceColumns.columns.map(({ name }) => name);
    case 'categories':
      return CATEGORY_COLUMNS.columns.map(({ name }) => name);
  }
}

async function* pagesOf(deps: ExportDependencies, kind: FileKind): AsyncGenerator<Page> {
  const tree = await findTree(deps.database);
  if (kind === 'categories') yield categoryRecords(tree);
  else yield* productPages(deps, new Map(tree.map(({ id, slug }) => [id, slug])));
}

async function* productPages(
  { database, clock }: ExportDependencies,
  categories: ReadonlyMap<string, string>,
): AsyncGenerator<Page> {
  const definitions = await findDefinitions(database);
  let after = '';
  while (true) {
    const ids: string[] = await findIdsAfter(database, { after, limit: PRODUCTS_AT_ONCE });
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
    const products = await findProducts(database, ids);
    const details = await findDetails(database, ids);
    const schedules = await findSchedules(database, ids);
    const now = clock.now();
    yield ids.flatMap((id) => {
      const product = products.get(id)!;
      const categorySlug = categories.get(product.categoryId) ?? '';
      const described = { details: details.get(id)!, schedule: schedules.get(id) };
      return productRecords(product, { ...described, definitions, categorySlug, now });
    });
  }
}

/** A megabyte or two of rows. */
const PRODUCTS_AT_ONCE = 250;

async function send(out: Writable, bytes: Buffer): Promise<void> {
  if (!out.write(bytes)) await once(out, 'drain');
}
