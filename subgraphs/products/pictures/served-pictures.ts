import type { ObjectStorage } from '@depachika/object-storage/object-storage.ts';
import { servedFile } from './picture.ts';

export interface ImageAnswer {
  readonly status: 200 | 304 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/**
 * A file of a picture by its address, which names its bytes: whoever has read it need never ask again. Undefined for what is no such
 * address. @param noneMatch the request's `if-none-match`
 */
export async function servedPicture(
  storage: ObjectStorage,
  path: string,
  noneMatch: string | undefined,
): Promise<ImageAnswer | undefined> {
  const file = servedFile(path);
  if (!file) return undefined;
  const headers = { ...KEPT_FOR_EVER, etag: file.tag };
  if (noneMatch !== undefined && isNamed(noneMatch, file.tag)) {
    const isThere = (await storage.sizeOf(file.name)) !== undefined;
    return isThere ? { status: 304, headers, body: '' } : undefined;
  }
  const body = await storage.get(file.name);
  return body && { status: 200, headers: { ...headers, 'content-type': file.mediaType }, body };
}

const KEPT_FOR_EVER = {
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
};

/** By the weak comparison of RFC 9110, 13.1.2. */
function isNamed(noneMatch: string, tag: string): boolean {
  return noneMatch.split(',').some((each) => ['*', tag].includes(each.trim().replace(/^W\//, '')));
}
