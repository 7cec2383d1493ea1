import { readCategoryName } from '../../categories/category-input.ts';
import type { TreeNode } from '../../categories/tree-rules.ts';
import { bulkMessages as messages } from '../../messages/bulk.ts';
import { readWhole, readYesNo } from '../csv/cells.ts';
import type { LineReader } from '../line-problem.ts';

/** A category as the tree has it. */
export interface KnownCategory extends TreeNode {
  readonly slug: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly version: number;
}

/** What a line says of a category. Undefined: nothing. */
export interface CategoryCells {
  readonly slug: string;
  readonly nameJa: string | undefined;
  readonly nameEn: string | undefined;
  /** Null: the top. */
  readonly parentId: string | null | undefined;
  /** From 0. */
  readonly position: number | undefined;
  readonly retired: boolean | undefined;
}

/** Which mutations a line asks for, in their order. */
export type CategoryStep =
  | { readonly kind: 'create' }
  | { readonly kind: 'restore' }
  | { readonly kind: 'update' }
  | { readonly kind: 'move'; readonly parentId: string | null }
  | { readonly kind: 'retire' };

export function readCategoryCells(line: LineReader, tree: readonly KnownCategory[]): CategoryCells {
  const parent = line.text('parent')?.trim();
  const above = parent ? tree.find(({ slug }) => slug === parent) : undefined;
  if (parent && !above) line.refuse('parent', messages.allowed.category);
  const parentId = parent === undefined ? undefined : (above?.id ?? null);
  return {
    slug: line.text('slug')!.trim(),
    nameJa: readName(line.text('name_ja')),
    nameEn: readName(line.text('name_en')),
    parentId,
    position: line.read('position', readWhole, messages.allowed.whole),
    retired: line.read('retired', readYesNo, messages.allowed.yesNo),
  };
}

/** As it is kept, so that it is known again; what is no name stays, for the mutation to refuse. */
function readName(cell: string | undefined): string | undefined {
  return cell === undefined ? undefined : (readCategoryName(cell) ?? cell);
}

/**
 * What is to be done for a line by itself; its place among its siblings is known once all lines are in.
 * @param known undefined of a new category
 */
export function categorySteps(cells: CategoryCells, known: KnownCategory | undefined): CategoryStep[] {
  const retired = cells.retired ?? known?.retired ?? false;
  const parentId = cells.parentId === undefined ? (known?.parentId ?? null) : cells.parentId;
  const wasRetired = known?.retired ?? false;
  const steps: CategoryStep[] = [];
  if (!known) steps.push({ kind: 'create' });
  if (wasRetired && !retired) steps.push({ kind: 'restore' });
  if (known && isRenamed(cells, known)) steps.push({ kind: 'update' });
  if (known && known.parentId !== parentId) steps.push({ kind: 'move', parentId });
  if (!wasRetired && retired) steps.push({ kind: 'retire' });
  return steps;
}

function isRenamed({ nameJa, nameEn }: CategoryCells, known: KnownCategory): boolean {
  return (nameJa ?? known.nameJa) !== known.nameJa || (nameEn ?? known.nameEn) !== known.nameEn;
}
