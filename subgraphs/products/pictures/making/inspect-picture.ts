import { setImmediate } from 'node:timers/promises';
import type { PictureRefusal } from '../picture.ts';
import { beginsWithComment, endsAnArchive, holdsMark, LONGEST_MARK } from './disguise-rules.ts';
import { MAX_UPLOAD_BYTES, SIZE_LIMITS, UPLOAD_TYPES } from './recipe-rules.ts';
import { readHead } from './sharp-pictures.ts';

export type Inspection =
  | { readonly kind: 'picture'; readonly width: number; readonly height: number }
  | { readonly kind: 'refused'; readonly refusal: PictureRefusal };

/**
 * What bytes are, by themselves: first their own marks, then what the decoder reads of their head. No pixel is decoded yet, and a
 * picture that would need too much memory never is. @param contentType as the one who uploaded them called them
 */
export async function inspectPicture(bytes: Buffer, contentType: string): Promise<Inspection> {
  if (bytes.length > MAX_UPLOAD_BYTES) return refused('TOO_LARGE');
  const found = await typeOf(bytes);
  if (found === 'image/apng') return refused('ANIMATED');
  const type = UPLOAD_TYPES.find((each) => each === found);
  if (!type) return refused('UNSUPPORTED_TYPE');
  if (type !== contentType) return refused('OTHER_TYPE');
  if (await isDisguised(bytes)) return refused('DISGUISED');
  return inspectHead(bytes, type);
}

/** What the bytes are by their own marks, as browsers name it. */
export async function typeOf(bytes: Buffer): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  return (await fileTypeFromBuffer(bytes))?.mime;
}

async function inspectHead(bytes: Buffer, type: (typeof UPLOAD_TYPES)[number]): Promise<Inspection> {
  const head = await readHead(bytes).catch(() => undefined);
  if (!head) return refused('UNREADABLE');
  const { format, compression, pages = 1, autoOrient } = head;
  const decoder = format === 'heif' && compression === 'av1' ? 'avif' : format;
  if (type !== `image/${decoder}`) return refused('DISGUISED');
  if (pages > 1) return refused('ANIMATED');
  const { width, height } = autoOrient;
  if (width < SIZE_LIMITS.leastWidth || height < SIZE_LIMITS.leastHeight) return refused('TOO_SMALL');
  if (width * height > SIZE_LIMITS.pixels || Math.max(width, height) > SIZE_LIMITS.longestSide)
    return refused('TOO_LARGE');
  return { kind: 'picture', width, height };
}

function refused(refusal: PictureRefusal): Inspection {
  return { kind: 'refused', refusal };
}

/** Looks through a file piece by piece: others have their turn in between. */
async function isDisguised(bytes: Buffer): Promise<boolean> {
  if (beginsWithComment(bytes) || endsAnArchive(bytes)) return true;
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    if (holdsMark(bytes.subarray(from, from + PIECE_BYTES + LONGEST_MARK))) return true;
    await setImmediate();
  }
  return false;
}

const PIECE_BYTES = 256 * 1024;
