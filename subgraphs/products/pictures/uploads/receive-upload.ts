import { type Limiter, LimiterFull, limiter } from '@depachika/background/limiter.ts';
import { UPLOADS_PATH } from '@depachika/schema/paths.ts';
import { uploadName } from '../picture.ts';
import type { UploadDependencies } from './begin-upload.ts';
import { readToken, type UploadRecord } from './upload-rules.ts';
import { findUpload } from './upload-store.ts';

/** A PUT of bytes, of whose body nothing has been read. */
export interface UploadRequest {
  /** `/uploads/<token>`, with or without a query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface UploadAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Bytes are held in memory until they are all there: a few uploads at a time bound that, whichever way they came. */
export function uploadTurns(): Limiter {
  return limiter({ concurrent: 3, waiting: 20 });
}

/** Takes the bytes of pictures at `/uploads/`, where storage has no address of its own. */
export function uploadReceiver(
  deps: UploadDependencies,
  turns: Limiter,
): (request: UploadRequest) => Promise<UploadAnswer> {
  return async (request) => {
    const admitted = await admit(deps, request);
    if ('status' in admitted) return admitted;
    return receive(deps, turns, admitted, request.body);
  };
}

/** Asks everything that can be asked before a byte of the body is read. */
async function admit(
  { database, clock }: UploadDependencies,
  { path, headers }: UploadRequest,
): Promise<UploadRecord | UploadAnswer> {
  const token = readToken(path.split('?', 1)[0]!.slice(UPLOADS_PATH.length));
  const upload = token && (await findUpload(database, token));
  if (!upload) return answer(403, 'NOT_SIGNED');
  if (upload.expiresAt <= clock.now()) return answer(410, 'EXPIRED');
  if (upload.pictureId !== null) return answer(410, 'USED');
  if (headers['content-type'] !== upload.contentType) return answer(415, `NOT_${upload.contentType}`);
  const length = headers['content-length'];
  if (length === undefined) return answer(411, 'LENGTH_REQUIRED');
  if (Number(length) > upload.bytes) return answer(413, 'TOO_LARGE');
  if (Number(length) !== upload.bytes) return answer(400, 'OTHER_LENGTH');
  return upload;
}

async function receive(
  { storage }: UploadDependencies,
  turns: Limiter,
  { id, bytes, contentType }: UploadRecord,
  body: AsyncIterable<Uint8Array>,
): Promise<UploadAnswer> {
  try {
    return await turns.run(async () => {
      const received = await collected(body, bytes);
      if (received?.length !== bytes) return answer(400, 'OTHER_LENGTH');
      await storage.put(uploadName(id), received, { contentType });
      return { status: 204, headers: {}, body: '' };
    });
  } catch (error) {
    if (error instanceof LimiterFull) return { ...answer(503, 'BUSY'), headers: { 'retry-after': '5' } };
    throw error;
  }
}

/** All bytes; undefined as soon as there are more than so many. */
export async function collected(body: AsyncIterable<Uint8Array>, most: number): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > most) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A refusal leaves a body unread: the connection ends with it. */
function answer(status: number, reason: string): UploadAnswer {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', connection: 'close' },
    body: `${reason}\n`,
  };
}
