import { MAX_CHILDREN, MAX_DEPTH } from '../catalogue/category.ts';

/** A category as the tree knows it. */
export interface TreeNode {
  readonly id: string;
  readonly parentId: string | null;
  readonly retired: boolean;
}

/** Why a category cannot stand there. */
export type MoveRefusal = 'UNKNOWN' | 'CYCLE' | 'RETIRED' | 'TOO_DEEP' | 'FULL';

/**
 * Whether a category, with everything below it, can stand below another one; `null` is the top.
 * @param tree all categories, in the order of their places
 */
export function refuseMove(
  tree: readonly TreeNode[],
  id: string,
  parentId: string | null,
): MoveRefusal | undefined {
  const below = subtreeOf(tree, id);
  if (parentId !== null && below.includes(parentId)) return 'CYCLE';
  const parent = tree.find((node) => node.id === parentId);
  if (parentId !== null && !parent) return 'UNKNOWN';
  const moved = tree.find((node) => node.id === id);
  if (parent?.retired && moved?.retired !== true) return 'RETIRED';
  if (depthOf(tree, parentId) + heightOf(tree, id) > MAX_DEPTH) return 'TOO_DEEP';
  const others = childrenOf(tree, parentId).filter((child) => child !== id);
  return others.length >= MAX_CHILDREN ? 'FULL' : undefined;
}

/** The category and all below it, itself first. */
export function subtreeOf(tree: readonly TreeNode[], id: string): string[] {
  const found = [id];
  // The list grows while it is walked.
  for (const each of found) found.push(...childrenOf(tree, each).filter((child) => !found.includes(child)));
  return found;
}

/** Those directly below, in their order. */
export function childrenOf(tree: readonly TreeNode[], parentId: string | null): string[] {
  return tree.filter((node) => node.parentId === parentId).map((node) => node.id);
}

/** Siblings in their new order. @param position from 0; beyond the last is the end */
export function placeAmong(siblings: readonly string[], id: string, position: number): string[] {
  const others = siblings.filter((sibling) => sibling !== id);
  return others.toSpliced(Math.min(position, others.length), 0, id);
}

/** Levels from the top down to a category, itself counted; 0 of the top. */
function depthOf(tree: readonly TreeNode[], id: string | null): number {
  const parents = new Map(tree.map((node) => [node.id, node.parentId]));
  let depth = 0;
  for (let at = id; at !== null && depth <= MAX_DEPTH; at = parents.get(at) ?? null) depth += 1;
  return depth;
}

/** Levels of a category and what is below it. */
function heightOf(tree: readonly TreeNode[], id: string): number {
  let height = 0;
  for (let level = [id]; level.length > 0 && height <= MAX_DEPTH; height += 1)
    level = level.flatMap((each) => childrenOf(tree, each));
  return height;
}
