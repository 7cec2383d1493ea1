import { badUserInput } from '@depachika/graphql/errors.ts';
import { holdsScope } from '@depachika/identity/caller.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { addPicture } from '../../pictures/add-picture.ts';
import {
  assignPicture,
  type PictureDependencies,
  reorderPictures,
  takeOffPicture,
  updatePicture,
} from '../../pictures/edit-pictures.ts';
import { MAX_PICTURES, type PictureRecord, sourcesOf } from '../../pictures/picture.ts';
import { beginUpload } from '../../pictures/uploads/begin-upload.ts';
import type { Context } from '../context.ts';
import { editor } from '../editor.ts';
import {
  addPictureOutcome,
  assignPictureOutcome,
  beginUploadOutcome,
  removePictureOutcome,
  reorderPicturesOutcome,
  updatePictureOutcome,
  uploadPictureOutcome,
} from './picture-outcomes.ts';

/** The product's pictures that this caller may see. Throws BAD_USER_INPUT for a number that cannot be. */
export async function picturesOfProduct(
  { id }: { readonly id: string },
  { first }: { readonly first?: number | null },
  context: Context,
): Promise<PictureRecord[]> {
  const wanted = first ?? MAX_PICTURES;
  if (wanted < 1 || wanted > MAX_PICTURES)
    throw badUserInput('first', allowed.range({ from: 1, to: MAX_PICTURES }));
  return (await seenPictures(id, context)).slice(0, wanted);
}

export async function picturesOfVariant(
  { id, productId }: { readonly id: string; readonly productId: string },
  context: Context,
): Promise<PictureRecord[]> {
  return (await seenPictures(productId, context)).filter(({ variantId }) => variantId === id);
}

async function seenPictures(productId: string, context: Context): Promise<PictureRecord[]> {
  const pictures = (await context.pictures.load(productId)) ?? [];
  const seesAll = holdsScope(context.caller, 'catalog:write');
  return seesAll ? pictures : pictures.filter(({ state }) => state === 'READY');
}

export const pictureResolvers: Resolvers<Context>['ProductPicture'] = {
  sources: (picture, { upToWidth }) => sourcesOf(picture, upToWidth ?? undefined),
  async variant({ productId, variantId }, _, context) {
    if (variantId === null) return null;
    const product = await context.products.load(productId);
    return product?.variants.find(({ id }) => id === variantId) ?? null;
  },
};

export function pictureMutations(deps: PictureDependencies) {
  return {
    async createPictureUpload(_, { input }, context) {
      const actor = editor(context.caller);
      return beginUploadOutcome(await beginUpload(deps, input, actor));
    },
    async addProductPicture(_, { input }, context) {
      const actor = editor(context.caller);
      return addPictureOutcome(await addPicture(deps, input, actor), context);
    },
    async uploadProductPicture(_, { input: { file: uploadToken, ...input } }, context) {
      const actor = editor(context.caller);
      const added = await addPicture(deps, { ...input, uploadToken }, actor, 'uploadProductPicture');
      return uploadPictureOutcome(added, context);
    },
    async updateProductPicture(_, { input }, context) {
      const actor = editor(context.caller);
      return updatePictureOutcome(await updatePicture(deps, input, actor), context);
    },
    async assignProductPicture(_, { input }, context) {
      const actor = editor(context.caller);
      return assignPictureOutcome(await assignPicture(deps, input, actor), context);
    },
    async reorderProductPictures(_, { input }, context) {
      const actor = editor(context.caller);
      return reorderPicturesOutcome(await reorderPictures(deps, input, actor), context);
    },
    async removeProductPicture(_, { input }, context) {
      const actor = editor(context.caller);
      return removePictureOutcome(await takeOffPicture(deps, input.id, actor));
    },
  } satisfies Resolvers<Context>['Mutation'];
}
