import { randomBytes } from 'node:crypto';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { recordChange } from '@depachika/domain/changes.ts';
import { type InvalidInput, type NotFound, notFound } from '@depachika/domain/problems.ts';
import type { Actor } from '@depachika/identity/actor.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { ObjectStorage } from '@depachika/object-storage/object-storage.ts';
import { UPLOADS_PATH } from '@depachika/schema/paths.ts';
import { lockProduct } from '../../editing/product-store.ts';
import { uploadName } from '../picture.ts';
import { checkUpload } from '../picture-input.ts';
import { secretHash, tokenOf, UPLOAD_MINUTES } from './upload-rules.ts';
import { insertUpload } from './upload-store.ts';

export interface UploadDependencies {
  readonly database: Database;
  readonly storage: ObjectStorage;
  readonly clock: Clock;
}

export interface BegunUpload {
  readonly kind: 'begun';
  /** Where the bytes go by PUT: of the shop, relative to its address, or of the storage itself. */
  readonly uploadUrl: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Makes room for the bytes of one picture, for a quarter of an hour. */
export async function beginUpload(
  { database, storage, clock }: UploadDependencies,
  input: { readonly productId: string; readonly contentType: string; readonly bytes: number },
  actor: Actor,
): Promise<BegunUpload | InvalidInput | NotFound> {
  const invalid = checkUpload(input);
  if (invalid) return invalid;
  const { productId, contentType, bytes } = input;
  const { token, upload } = newUpload(clock.now());
  const { id, createdAt, expiresAt } = upload;
  const isThere = await database.transaction({ name: 'products.createPictureUpload' }, async (tx) => {
    if (!(await lockProduct(tx, productId))) return false;
    await insertUpload(tx, { ...upload, productId, actor, contentType, bytes });
    const operation = 'createPictureUpload';
    await recordChange(tx, 'catalog', {
      subject: productId,
      operation,
      actor,
      fields: [],
      changedAt: createdAt,
    });
    return true;
  });
  if (!isThere) return notFound(productId);
  const wanted = { contentType, bytes, expiresInSeconds: UPLOAD_MINUTES * 60 };
  const elsewhere = await storage.uploadAddress(uploadName(id), wanted);
  return { kind: 'begun', uploadUrl: elsewhere ?? `${UPLOADS_PATH}${token}`, token, expiresAt };
}

/** Room for an upload from now on, and the token of whoever may use it. */
export function newUpload(createdAt: Date) {
  const id = newId('upl');
  const secret = randomBytes(32).toString('base64url');
  const expiresAt = new Date(createdAt.getTime() + UPLOAD_MINUTES * 60_000);
  return {
    token: tokenOf(id, secret),
    upload: { id, secretHash: secretHash(secret), createdAt, expiresAt },
  };
}
