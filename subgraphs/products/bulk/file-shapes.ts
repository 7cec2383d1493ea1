import type { Transaction } from '@depachika/database/database.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { findDefinitions } from '../attributes/attribute-reader.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { CATEGORY_COLUMNS } from './categories/category-columns.ts';
import { importCategories, rehearseCategories } from './categories/import-categories.ts';
import type { KnownColumns } from './csv/headings.ts';
import type { BatchOutcome, FileKind } from './import-report.ts';
import type { FileLine } from './line-problem.ts';
import { importProducts, rehearseProducts } from './products/import-products.ts';
import { priceColumns, productColumns } from './products/product-columns.ts';

/** What is in a file of a kind, and how its lines go in. */
export interface FileShape {
  readonly columns: KnownColumns;
  /** No two lines have the same. */
  readonly key: string;
  /** Lines with one such value are one thing. */
  readonly together: string | undefined;
  readonly batchLines: number;
  write(deps: EditDependencies, batch: LineBatch, keep: KeepOutcome): Promise<unknown>;
  rehearse(deps: EditDependencies, batch: LineBatch): Promise<BatchOutcome>;
}

export interface LineBatch {
  readonly lines: readonly FileLine[];
  readonly actor: Actor;
}

/** Called in the transaction of a batch with what became of it. */
export type KeepOutcome = (tx: Transaction, outcome: BatchOutcome) => Promise<void>;

export async function shapeOf({ database }: EditDependencies, kind: FileKind): Promise<FileShape> {
  switch (kind) {
    case 'products':
      return productShape(productColumns(await findDefinitions(database)), { mayAdd: true });
    case 'prices':
      return productShape(priceColumns, { mayAdd: false });
    case 'categories':
      return {
        columns: CATEGORY_COLUMNS,
        key: 'slug',
        together: undefined,
        batchLines: CATEGORIES_AT_ONCE,
        write: importCategories,
        rehearse: rehearseCategories,
      };
  }
}

function productShape(columns: KnownColumns, { mayAdd }: { readonly mayAdd: boolean }): FileShape {
  return {
    columns,
    key: 'sku',
    together: columns.columns.some(({ name }) => name === 'slug') ? 'slug' : undefined,
    batchLines: VARIANTS_AT_ONCE,
    write: (deps, batch, keep) => importProducts(deps, { ...batch, mayAdd }, keep),
    rehearse: (deps, batch) => rehearseProducts(deps, { ...batch, mayAdd }),
  };
}

/** Their products with search documents and shelves are a few megabytes of JSON. */
const VARIANTS_AT_ONCE = 250;
/** A tree goes in at once: what stands below is read after what it stands below. */
const CATEGORIES_AT_ONCE = 5_000;
