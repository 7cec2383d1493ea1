import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { ResolversTypes } from '../../generated/resolvers.ts';
import { messages } from '../../messages/messages.ts';
import type { AddPictureResult } from '../../pictures/add-picture.ts';
import type {
  AssignPictureResult,
  PictureSaved,
  RemovePictureResult,
  ReorderPicturesResult,
  UpdatePictureResult,
} from '../../pictures/edit-pictures.ts';
import type { PictureRecord } from '../../pictures/picture.ts';
import type { beginUpload } from '../../pictures/uploads/begin-upload.ts';
import type { Context } from '../context.ts';

type Outcome<Name extends keyof ResolversTypes> = Promise<Awaited<ResolversTypes[Name]>>;

export function beginUploadOutcome(
  result: Awaited<ReturnType<typeof beginUpload>>,
): ResolversTypes['CreatePictureUploadResult'] {
  switch (result.kind) {
    case 'begun': {
      const { uploadUrl, token, expiresAt } = result;
      return { __typename: 'CreatePictureUploadSuccess', uploadUrl, token, expiresAt };
    }
    case 'invalidInput':
      return commonProblem(result);
    case 'notFound':
      return commonProblem(result);
  }
}

export async function addPictureOutcome(
  result: AddPictureResult,
  context: Context,
): Outcome<'AddProductPictureResult'> {
  if (result.kind !== 'saved') return unusedUpload(result);
  return { __typename: 'AddProductPictureSuccess', picture: await savedPicture(context, result) };
}

/** The same as with a token: the file was put there by the router. */
export async function uploadPictureOutcome(
  result: AddPictureResult,
  context: Context,
): Outcome<'UploadProductPictureResult'> {
  if (result.kind !== 'saved') return unusedUpload(result);
  return { __typename: 'UploadProductPictureSuccess', picture: await savedPicture(context, result) };
}

function unusedUpload(result: Exclude<AddPictureResult, PictureSaved>) {
  switch (result.kind) {
    case 'uploadUnusable': {
      const { reason, pictureId } = result;
      return {
        __typename: 'UploadUnusable' as const,
        message: messages.uploadUnusable[reason],
        reason,
        pictureId,
      };
    }
    case 'invalidInput':
      return commonProblem(result);
    case 'notFound':
      return commonProblem(result);
  }
}

export async function updatePictureOutcome(
  result: UpdatePictureResult,
  context: Context,
): Outcome<'UpdateProductPictureResult'> {
  switch (result.kind) {
    case 'saved':
      return { __typename: 'UpdateProductPictureSuccess', picture: await savedPicture(context, result) };
    case 'invalidInput':
      return commonProblem(result);
    case 'notFound':
      return commonProblem(result);
  }
}

export async function assignPictureOutcome(
  result: AssignPictureResult,
  context: Context,
): Outcome<'AssignProductPictureResult'> {
  switch (result.kind) {
    case 'saved':
      return { __typename: 'AssignProductPictureSuccess', picture: await savedPicture(context, result) };
    case 'notFound':
      return commonProblem(result);
  }
}

export async function reorderPicturesOutcome(
  result: ReorderPicturesResult,
  context: Context,
): Outcome<'ReorderProductPicturesResult'> {
  switch (result.kind) {
    case 'reordered': {
      context.pictures.clear(result.productId);
      const product = (await context.products.load(result.productId))!;
      return { __typename: 'ReorderProductPicturesSuccess', product };
    }
    case 'invalidInput':
      return commonProblem(result);
    case 'notFound':
      return commonProblem(result);
  }
}

export function removePictureOutcome(
  result: RemovePictureResult,
): ResolversTypes['RemoveProductPictureResult'] {
  switch (result.kind) {
    case 'removed':
      return { __typename: 'RemoveProductPictureSuccess', id: result.id };
    case 'notFound':
      return commonProblem(result);
  }
}

/** The picture as it stands now: the request forgets what it read before the edit. */
async function savedPicture(context: Context, { id, productId }: PictureSaved): Promise<PictureRecord> {
  context.pictures.clear(productId);
  const pictures = await context.pictures.load(productId);
  return pictures!.find((picture) => picture.id === id)!;
}
