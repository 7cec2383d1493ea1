import { type Limiter, LimiterFull } from '@depachika/background/limiter.ts';
import { type Actor, actorOf } from '@depachika/identity/actor.ts';
import { type Caller, holdsScope } from '@depachika/identity/caller.ts';
import { IdentityRefused, type IdentityVerifier } from '@depachika/identity/identity-token.ts';
import { MAX_UPLOAD_BYTES } from '../making/recipe-rules.ts';
import { uploadName } from '../picture.ts';
import { newUpload, type UploadDependencies } from './begin-upload.ts';
import { collected } from './receive-upload.ts';
import { isUploadType, readToken } from './upload-rules.ts';
import { deleteUnusedUpload, insertUpload } from './upload-store.ts';

/** A file that came with an operation, of which nothing has been read. */
export interface SentFile {
  /** Whose operation it is. */
  readonly identityToken: string | undefined;
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** 201 with a reference that the operation names it by, or why it is not kept. */
export interface FileAnswer {
  readonly status: number;
  readonly body: string;
}

/** Keeps files for the operation that they came with. */
export interface FileKeeper {
  keep(file: SentFile): Promise<FileAnswer>;
  /** Forgets a file of which the operation has made no picture. */
  drop(reference: string): Promise<void>;
}

export function fileKeeper(
  deps: UploadDependencies & { readonly identity: IdentityVerifier; readonly turns: Limiter },
): FileKeeper {
  return {
    async keep({ identityToken, contentType, body }) {
      const caller = await callerBy(deps.identity, identityToken);
      // The router signs who asks: what cannot be verified is its fault, and no reason for anybody to sign in again.
      if (!caller) return answer(500, 'NOT_IDENTIFIED');
      if (caller.kind === 'anonymous') return answer(401, 'NOBODY');
      if (!holdsScope(caller, 'catalog:write')) return answer(403, 'NOT_STAFF');
      if (!isUploadType(contentType)) return answer(415, 'NO_PICTURE');
      try {
        return await deps.turns.run(() => keepBytes(deps, { actor: actorOf(caller), contentType, body }));
      } catch (error) {
        if (error instanceof LimiterFull) return answer(503, 'BUSY');
        throw error;
      }
    },
    drop: (reference) => dropUpload(deps, reference),
  };
}

async function callerBy(identity: IdentityVerifier, token: string | undefined): Promise<Caller | undefined> {
  try {
    return await identity.verify(token);
  } catch (error) {
    if (error instanceof IdentityRefused) return undefined;
    throw error;
  }
}

async function keepBytes(
  { database, storage, clock }: UploadDependencies,
  file: {
    readonly actor: Actor;
    readonly contentType: string;
    readonly body: AsyncIterable<Uint8Array>;
  },
): Promise<FileAnswer> {
  const { actor, contentType, body } = file;
  const bytes = await collected(body, MAX_UPLOAD_BYTES);
  if (!bytes) return answer(413, 'TOO_LARGE');
  if (bytes.length === 0) return answer(400, 'EMPTY');
  return answer(201, await keepUpload({ database, storage, clock }, { actor, contentType, bytes }));
}

/**
 * Keeps bytes as an upload of somebody, for any product. It is known before it is kept: whoever dies in between leaves a row whose
 * time runs out, and no object that nobody knows of. @returns its token
 */
export async function keepUpload(
  { database, storage, clock }: UploadDependencies,
  file: { readonly actor: Actor; readonly contentType: string; readonly bytes: Buffer },
): Promise<string> {
  const { actor, contentType, bytes } = file;
  const { token, upload } = newUpload(clock.now());
  await insertUpload(database, { ...upload, productId: null, actor, contentType, bytes: bytes.length });
  await storage.put(uploadName(upload.id), bytes, { contentType });
  return token;
}

/** Forgets an upload that no picture was made of. The row goes first: what a picture is being made of at this moment stays. */
export async function dropUpload(
  { database, storage }: Pick<UploadDependencies, 'database' | 'storage'>,
  reference: string,
): Promise<void> {
  const token = readToken(reference);
  if (token && (await deleteUnusedUpload(database, token)))
    await storage.remove([uploadName(token.uploadId)]);
}

function answer(status: number, body: string): FileAnswer {
  return { status, body };
}
