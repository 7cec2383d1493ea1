import { memoryCache } from '@depachika/cache/memory-cache.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { type AddPictureInput, type AddPictureResult, addPicture } from '../add-picture.ts';
import { inspectPicture, typeOf } from '../making/inspect-picture.ts';
import { contentHash } from '../making/recipe-rules.ts';
import { type PictureRefusal, uploadName } from '../picture.ts';
import type { UploadDependencies } from '../uploads/begin-upload.ts';
import { dropUpload, keepUpload } from '../uploads/keep-file.ts';
import { picturesOfProduct } from './import-reader.ts';

export type ImportResult =
  | AddPictureResult
  | { readonly kind: 'thereAlready'; readonly id: string; readonly state: string }
  | { readonly kind: 'refused'; readonly refusal: PictureRefusal };

/**
 * Adds a file to a product, as `addProductPicture` does, unless the product has a picture of the same bytes. What the job that makes files
 * would refuse at sight is refused here, and nothing is kept of it. The job finds the picture by itself, seconds later where the shop runs.
 */
export async function importPicture(
  deps: UploadDependencies,
  { bytes, ...picture }: Omit<AddPictureInput, 'uploadToken'> & { readonly bytes: Buffer },
  actor: Actor,
): Promise<ImportResult> {
  const contentType = (await typeOf(bytes)) ?? '';
  const found = await inspectPicture(bytes, contentType);
  if (found.kind === 'refused') return found;
  const same = await samePicture(deps, picture.productId, bytes);
  if (same) return { kind: 'thereAlready', ...same };
  const uploadToken = await keepUpload(deps, { actor, contentType, bytes });
  // Of this process alone: nobody is shown a picture before its files are made, and who makes them forgets what is cached.
  const cache = memoryCache({ clock: deps.clock, prefix: 'products' });
  const editing = { ...deps, cache, wake: () => undefined };
  try {
    return await addPicture(editing, { ...picture, uploadToken }, actor);
  } finally {
    await dropUpload(deps, uploadToken);
  }
}

/** A picture whose files are not made yet is known by what was uploaded. */
async function samePicture({ database, storage }: UploadDependencies, productId: string, bytes: Buffer) {
  const hash = contentHash(bytes);
  const waiting = [];
  for (const { id, state, contentHash: known, uploadId } of await picturesOfProduct(database, productId)) {
    if (known === hash) return { id, state };
    if (known === null) waiting.push({ id, state, uploadId });
  }
  for (const { id, state, uploadId } of waiting)
    if ((await storage.get(uploadName(uploadId)))?.equals(bytes)) return { id, state };
  return undefined;
}
