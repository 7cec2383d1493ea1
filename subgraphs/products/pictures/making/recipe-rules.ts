import { createHash } from 'node:crypto';

/** In which files are made of every picture that is as wide. */
export const WIDTHS = [320, 640, 960, 1280] as const;

export type PictureFormat = 'AVIF' | 'WEBP' | 'JPEG';

/** A format of files, and what its encoder is told. */
export interface FormatRecipe {
  readonly format: PictureFormat;
  readonly extension: string;
  readonly mediaType: string;
  /** 1 to 100; the same number means another quality in another format. */
  readonly quality: number;
  /** How long it looks for a smaller file: AVIF 0 to 9, WebP 0 to 6. */
  readonly effort?: number;
}

/** The smallest first: a browser takes the first that it knows. */
export const FORMATS: readonly FormatRecipe[] = [
  { format: 'AVIF', extension: 'avif', mediaType: 'image/avif', quality: 55, effort: 3 },
  { format: 'WEBP', extension: 'webp', mediaType: 'image/webp', quality: 78, effort: 4 },
  { format: 'JPEG', extension: 'jpg', mediaType: 'image/jpeg', quality: 80 },
];

/** Goes up with any change of the tables above: files of another recipe have other addresses, which are kept for a year. */
const RECIPE = 1;

/** 32 hexadecimal digits that stand for these bytes, made into files in this way. */
export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(`recipe ${RECIPE}\n`).update(bytes).digest('hex').slice(0, 32);
}

/** The widths for a picture of this width: it is never made wider than it is. */
export function widthsFor(width: number): number[] {
  return WIDTHS.filter((each) => each <= width);
}

/** What may be uploaded, as browsers name it. */
export const UPLOAD_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/avif'] as const;

/** Bytes of one upload. */
export const MAX_UPLOAD_BYTES = 20 * 1024 * 1024;

/** Of a picture, in pixels: one whose width is below the smallest file has none. */
export const SIZE_LIMITS = {
  leastWidth: WIDTHS[0],
  leastHeight: 100,
  longestSide: 16_000,
  pixels: 50_000_000,
};
