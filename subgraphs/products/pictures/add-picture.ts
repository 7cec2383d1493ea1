import { type InvalidInput, invalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';
import { messages } from '../messages/messages.ts';
import { editPictures, type PictureDependencies, type PictureSaved, recordEdit } from './edit-pictures.ts';
import { MAX_PICTURES, uploadName } from './picture.ts';
import { MIDDLE, type PictureTextsInput, readPictureTexts } from './picture-input.ts';
import { insertPicture } from './picture-store.ts';
import type { UploadUnusable } from './problems.ts';
import { readToken, type UploadRecord } from './uploads/upload-rules.ts';
import { findUpload, useUpload } from './uploads/upload-store.ts';

export type AddPictureResult = PictureSaved | InvalidInput | NotFound | UploadUnusable;

export interface AddPictureInput extends PictureTextsInput {
  readonly productId: string;
  readonly uploadToken: string;
  readonly altJa: string;
  readonly altEn: string;
  readonly variantId?: string | null;
}

/**
 * Puts an upload behind the product's other pictures; its files are made soon after. Another's token is none.
 * @param operation as changes name it
 */
export async function addPicture(
  deps: PictureDependencies,
  input: AddPictureInput,
  actor: Actor,
  operation = 'addProductPicture',
): Promise<AddPictureResult> {
  const texts = readPictureTexts(input);
  if (texts.kind === 'invalidInput') return texts;
  const { productId, uploadToken } = input;
  const token = readToken(uploadToken);
  const upload = token && (await findUpload(deps.database, token));
  if (!upload || upload.actor !== actor || (upload.productId ?? productId) !== productId)
    return notFound(uploadToken);
  const unusable = await unusableUpload(deps, upload);
  if (unusable) return unusable;
  const { altJa, altEn, focalPoint = MIDDLE } = { ...input, ...texts.value };
  const added = await editPictures(deps, operation, productId, async ({ tx, product, pictures, now }) => {
    if (pictures.length >= MAX_PICTURES)
      return invalidInput('productId', messages.allowed.picturesAtMost(MAX_PICTURES));
    const variantId = input.variantId ?? null;
    if (variantId !== null && !product.variants.some(({ id }) => id === variantId))
      return notFound(variantId);
    const id = newId('pic');
    if (!(await useUpload(tx, upload.id, id))) return used(null);
    const position = (pictures.at(-1)?.position ?? -1) + 1;
    const picture = { id, productId, variantId, position, altJa, altEn, focalPoint: focalPoint ?? MIDDLE };
    const { contentType } = upload;
    await insertPicture(tx, { ...picture, uploadId: upload.id, contentType, createdAt: now });
    await recordEdit(tx, { operation, actor, now, after: picture });
    return { kind: 'saved', id, productId } as const;
  });
  if (added.kind === 'saved') deps.wake();
  return added;
}

async function unusableUpload(
  { storage, clock }: PictureDependencies,
  { id, bytes, expiresAt, pictureId }: UploadRecord,
): Promise<UploadUnusable | undefined> {
  if (pictureId !== null) return used(pictureId);
  if (expiresAt <= clock.now()) return { kind: 'uploadUnusable', reason: 'EXPIRED', pictureId: null };
  // Storage that takes uploads by itself may hold something else than what was asked for.
  const received = await storage.sizeOf(uploadName(id));
  if (received === bytes) return undefined;
  return { kind: 'uploadUnusable', reason: 'NOT_RECEIVED', pictureId: null };
}

function used(pictureId: string | null): UploadUnusable {
  return { kind: 'uploadUnusable', reason: 'USED', pictureId };
}
