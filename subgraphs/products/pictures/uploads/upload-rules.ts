import { createHash } from 'node:crypto';
import { MAX_UPLOAD_BYTES, UPLOAD_TYPES } from '../making/recipe-rules.ts';

/** A place for bytes, asked for by somebody. */
export interface UploadRecord {
  readonly id: string;
  /** Null where it came with the operation that makes a picture of it. */
  readonly productId: string | null;
  /** Who asked, as in changes. */
  readonly actor: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly expiresAt: Date;
  /** What it became. */
  readonly pictureId: string | null;
}

/** For so long an address takes bytes, and its token is good. */
export const UPLOAD_MINUTES = 15;

export function isUploadType(contentType: string): boolean {
  return UPLOAD_TYPES.some((type) => type === contentType);
}

export function isUploadSize(bytes: number): boolean {
  return Number.isInteger(bytes) && bytes >= 1 && bytes <= MAX_UPLOAD_BYTES;
}

/** What is kept of a secret. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function tokenOf(uploadId: string, secret: string): string {
  return `${uploadId}.${secret}`;
}

/** The parts of a token; undefined for what is none. */
export function readToken(token: string): { readonly uploadId: string; readonly hash: Buffer } | undefined {
  const [, uploadId, secret] = TOKEN.exec(token) ?? [];
  return uploadId && secret ? { uploadId, hash: secretHash(secret) } : undefined;
}

const TOKEN = /^(upl_[0-7][0-9a-hjkmnp-tv-z]{25})\.([A-Za-z0-9_-]{43})$/;
