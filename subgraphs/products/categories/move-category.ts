import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type VersionConflict,
} from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { MAX_CHILDREN, MAX_DEPTH } from '../catalogue/category.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import type { CategoryCycle } from '../editing/problems.ts';
import { messages } from '../messages/messages.ts';
import { categoryMoves } from '../rewrites/rewrite-queue.ts';
import { editTree, saveEditedCategory } from './edit-tree.ts';
import { childrenOf, type MoveRefusal, placeAmong, refuseMove, subtreeOf } from './tree-rules.ts';
import { savePlaces } from './tree-store.ts';

export type MoveCategoryResult =
  | { readonly kind: 'saved'; readonly id: string }
  | CategoryCycle
  | InvalidInput
  | NotFound
  | VersionConflict;

/**
 * Puts a category, with all below it, somewhere else: below another one, or to another place among its siblings. Its products stay
 * in it; lists of what stands above have them once a job has been there.
 */
export async function moveCategory(
  deps: EditDependencies,
  input: {
    readonly id: string;
    readonly expectedVersion: number;
    /** The top unless it is given. */
    readonly parentId?: string | null;
    /** From 0; the end unless it is given. */
    readonly position?: number | null;
  },
  actor: Actor,
): Promise<MoveCategoryResult> {
  const { id, expectedVersion } = input;
  const parentId = input.parentId ?? null;
  const position = input.position ?? MAX_CHILDREN;
  if (position < 0) return invalidInput('position', messages.allowed.place);
  const operation = 'moveCategory';
  return editTree<MoveCategoryResult>(
    deps,
    { id, expectedVersion, name: operation },
    async (tx, { tree, category }) => {
      const refusal = refuseMove(tree, id, parentId);
      if (refusal) return toProblem(refusal, id, parentId!);
      const siblings = placeAmong(childrenOf(tree, parentId), id, position);
      const after = { parentId, position: siblings.indexOf(id) };
      await saveEditedCategory(tx, { category, after, operation, actor, now: deps.clock.now() });
      await savePlaces(tx, siblings);
      if (parentId !== category.parentId)
        await categoryMoves.begin(tx, subtreeOf(tree, id), deps.clock.now());
      return { kind: 'saved', id };
    },
  );
}

function toProblem(
  refusal: MoveRefusal,
  id: string,
  parentId: string,
): CategoryCycle | InvalidInput | NotFound {
  switch (refusal) {
    case 'CYCLE':
      return { kind: 'categoryCycle', id, parentId };
    case 'UNKNOWN':
      return notFound(parentId);
    case 'RETIRED':
      return invalidInput('parentId', messages.allowed.categoryInUse);
    case 'TOO_DEEP':
      return invalidInput('parentId', messages.allowed.parentAbove(MAX_DEPTH));
    case 'FULL':
      return invalidInput('parentId', messages.allowed.parentWithRoom(MAX_CHILDREN));
  }
}
