import type { Transaction } from '@depachika/database/database.ts';
import { changedFields, recordChange } from '@depachika/domain/changes.ts';
import { type InvalidInput, invalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import type { ObjectStorage } from '@depachika/object-storage/object-storage.ts';
import type { ProductRecord } from '../catalogue/product.ts';
import { type EditDependencies, editProduct } from '../editing/edit-product.ts';
import { lockProduct } from '../editing/product-store.ts';
import { messages } from '../messages/messages.ts';
import type { PictureRecord } from './picture.ts';
import { type PictureTextsInput, readPictureTexts } from './picture-input.ts';
import { findProductOf } from './picture-reader.ts';
import { orderPictures, picturesOfLocked, removePicture, savePicture } from './picture-store.ts';

/** Other domains hear nothing of pictures. */
export interface PictureDependencies extends Omit<EditDependencies, 'outbox'> {
  readonly storage: ObjectStorage;
  /** Tells the job that makes files that there is work. */
  readonly wake: () => void;
}

export interface PictureSaved {
  readonly kind: 'saved';
  readonly id: string;
  readonly productId: string;
}

export type UpdatePictureResult = PictureSaved | InvalidInput | NotFound;

/** Edits the texts and the focal point that are given. */
export async function updatePicture(
  deps: PictureDependencies,
  input: PictureTextsInput & { readonly id: string },
  actor: Actor,
): Promise<UpdatePictureResult> {
  const texts = readPictureTexts(input);
  if (texts.kind === 'invalidInput') return texts;
  return editPicture(deps, 'updateProductPicture', input.id, async ({ tx, picture, now }) => {
    const after = { ...picture, ...texts.value };
    await savePicture(tx, after);
    await recordEdit(tx, { operation: 'updateProductPicture', actor, now, before: picture, after });
    return saved(picture);
  });
}

export type AssignPictureResult = PictureSaved | NotFound;

/** Lets a picture show one variant, or all of them again. */
export async function assignPicture(
  deps: PictureDependencies,
  { id, variantId = null }: { readonly id: string; readonly variantId?: string | null },
  actor: Actor,
): Promise<AssignPictureResult> {
  return editPicture(deps, 'assignProductPicture', id, async ({ tx, product, picture, now }) => {
    if (variantId !== null && !product.variants.some((variant) => variant.id === variantId))
      return notFound(variantId);
    const after = { ...picture, variantId };
    await savePicture(tx, after);
    await recordEdit(tx, { operation: 'assignProductPicture', actor, now, before: picture, after });
    return saved(picture);
  });
}

export type RemovePictureResult =
  | { readonly kind: 'removed'; readonly id: string; readonly productId: string }
  | NotFound;

/** Takes a picture off its product; its files follow within a day or two. */
export async function takeOffPicture(
  deps: PictureDependencies,
  id: string,
  actor: Actor,
): Promise<RemovePictureResult> {
  return editPicture(deps, 'removeProductPicture', id, async ({ tx, picture, now }) => {
    await removePicture(tx, id, now);
    await recordEdit(tx, { operation: 'removeProductPicture', actor, now, before: picture });
    return { kind: 'removed', id, productId: picture.productId };
  });
}

export type ReorderPicturesResult =
  | { readonly kind: 'reordered'; readonly productId: string }
  | InvalidInput
  | NotFound;

/** Puts all pictures of a product in a new order. Whoever did not know of one of them is refused. */
export async function reorderPictures(
  deps: PictureDependencies,
  { productId, pictureIds }: { readonly productId: string; readonly pictureIds: readonly string[] },
  actor: Actor,
): Promise<ReorderPicturesResult> {
  return editPictures(deps, 'reorderProductPictures', productId, async ({ tx, pictures, now }) => {
    const known = pictures.map(({ id }) => id);
    if (pictureIds.toSorted().join() !== known.toSorted().join())
      return invalidInput('pictureIds', messages.allowed.everyPictureOnce);
    await orderPictures(tx, pictureIds);
    const fields = changedFields({ pictures: known }, { pictures: pictureIds }, ['pictures']);
    const operation = 'reorderProductPictures';
    await recordChange(tx, 'catalog', { subject: productId, operation, actor, fields, changedAt: now });
    return { kind: 'reordered', productId } as const;
  });
}

interface Editing {
  readonly tx: Transaction;
  readonly product: ProductRecord;
  /** In order. */
  readonly pictures: readonly PictureRecord[];
  readonly now: Date;
}

/** Edits pictures of a product under its lock, and forgets what is cached of it. */
export function editPictures<T>(
  deps: PictureDependencies,
  operation: string,
  productId: string,
  work: (editing: Editing) => Promise<T>,
): Promise<T | NotFound> {
  return editProduct(
    deps,
    { name: `products.${operation}`, productId },
    async (tx): Promise<T | NotFound> => {
      const product = await lockProduct(tx, productId);
      if (!product) return notFound(productId);
      return work({ tx, product, pictures: await picturesOfLocked(tx, productId), now: deps.clock.now() });
    },
  );
}

async function editPicture<T>(
  deps: PictureDependencies,
  operation: string,
  id: string,
  work: (editing: Editing & { readonly picture: PictureRecord }) => Promise<T>,
): Promise<T | NotFound> {
  const productId = await findProductOf(deps.database, id);
  if (productId === undefined) return notFound(id);
  return editPictures(deps, operation, productId, async (editing): Promise<T | NotFound> => {
    const picture = editing.pictures.find((each) => each.id === id);
    return picture ? work({ ...editing, picture }) : notFound(id);
  });
}

type EditedPicture = Pick<PictureRecord, 'id' | 'productId' | (typeof EDITABLE)[number]>;

/** Keeps who changed a picture beside what was changed of its product. */
export async function recordEdit(
  tx: Transaction,
  edit: {
    readonly operation: string;
    readonly actor: Actor;
    readonly now: Date;
    readonly before?: EditedPicture;
    readonly after?: EditedPicture;
  },
): Promise<void> {
  const { operation, actor, now, before, after } = edit;
  const { id, productId } = (after ?? before)!;
  const fields = changedFields(before ?? {}, after ?? {}, EDITABLE).map((change) => ({
    ...change,
    field: `pictures.${id}.${change.field}`,
  }));
  await recordChange(tx, 'catalog', { subject: productId, operation, actor, fields, changedAt: now });
}

const EDITABLE = ['altJa', 'altEn', 'focalPoint', 'variantId'] as const;

function saved({ id, productId }: PictureRecord): PictureSaved {
  return { kind: 'saved', id, productId };
}
