import { IMAGES_PATH } from '@depachika/schema/paths.ts';
import { FORMATS, type PictureFormat, WIDTHS } from './making/recipe-rules.ts';

export type PictureState = 'PENDING' | 'READY' | 'REFUSED';

/** Why a picture is not shown: what its bytes turned out to be. */
export type PictureRefusal =
  | 'UNSUPPORTED_TYPE'
  | 'OTHER_TYPE'
  | 'DISGUISED'
  | 'ANIMATED'
  | 'TOO_SMALL'
  | 'TOO_LARGE'
  | 'UNREADABLE'
  | 'NOT_PROCESSED';

/** What must stay seen when a picture is cut: from the left and from the top, each 0 to 1. */
export interface FocalPoint {
  readonly x: number;
  readonly y: number;
}

/** A picture of a product, as it is read and cached. */
export interface PictureRecord {
  readonly id: string;
  readonly productId: string;
  readonly variantId: string | null;
  readonly position: number;
  readonly altJa: string;
  readonly altEn: string;
  readonly focalPoint: FocalPoint;
  readonly state: PictureState;
  readonly refusal: PictureRefusal | null;
  readonly contentHash: string | null;
  /** Of the whole picture, upright, in pixels; 0 until it is READY. */
  readonly width: number;
  readonly height: number;
  /** In which it was made, ascending. */
  readonly widths: readonly number[];
}

/** One file of a picture. */
export interface PictureSource {
  readonly format: PictureFormat;
  readonly width: number;
  /** Relative to the shop's own address. */
  readonly url: string;
}

export const MAX_PICTURES = 12;

/** Smallest first within each format, the formats in which a page should offer them. */
export function sourcesOf(
  picture: Pick<PictureRecord, 'id' | 'state' | 'contentHash' | 'widths'>,
  upToWidth = Number.POSITIVE_INFINITY,
): PictureSource[] {
  const { id, state, contentHash, widths } = picture;
  if (state !== 'READY' || contentHash === null) return [];
  // One width at least: a page that asks for less than the smallest gets that.
  const wanted = widths.filter((width, index) => index === 0 || width <= upToWidth);
  return FORMATS.flatMap(({ format, extension }) =>
    wanted.map((width) => ({
      format,
      width,
      url: `${IMAGES_PATH}${id}/${contentHash}-${width}.${extension}`,
    })),
  );
}

/** The object behind an address of {@link sourcesOf}. */
export function sourceName(
  { id, contentHash }: { readonly id: string; readonly contentHash: string },
  { width, extension }: { readonly width: number; readonly extension: string },
): string {
  return `pictures/${id}/${contentHash}-${width}.${extension}`;
}

/** What was uploaded, as it came; nobody is served it. */
export function originalName({
  id,
  contentHash,
}: {
  readonly id: string;
  readonly contentHash: string;
}): string {
  return `originals/${id}/${contentHash}`;
}

/** Where an upload waits to become a picture. */
export function uploadName(uploadId: string): string {
  return `uploads/${uploadId}`;
}

/** Every object that a picture may have: also those of a job that was ended in its middle. */
export function objectNames(picture: { readonly id: string; readonly contentHash: string }): string[] {
  const sources = FORMATS.flatMap(({ extension }) =>
    WIDTHS.map((width) => sourceName(picture, { width, extension })),
  );
  return [originalName(picture), ...sources];
}

export interface ServedFile {
  readonly name: string;
  readonly mediaType: string;
  /** It names these very bytes. */
  readonly tag: string;
}

/** The object that a path under `/images/` names, if it has the form of one of ours: nothing else reaches the storage. */
export function servedFile(path: string): ServedFile | undefined {
  if (!path.startsWith(IMAGES_PATH)) return undefined;
  const [, id, contentHash, digits, extension] = FILE.exec(path.slice(IMAGES_PATH.length)) ?? [];
  const format = FORMATS.find((each) => each.extension === extension);
  const width = WIDTHS.find((each) => String(each) === digits);
  if (!id || !contentHash || !format || !width) return undefined;
  return {
    name: sourceName({ id, contentHash }, { width, extension: format.extension }),
    mediaType: format.mediaType,
    tag: `"${contentHash}-${width}.${format.extension}"`,
  };
}

const FILE = /^(pic_[0-7][0-9a-hjkmnp-tv-z]{25})\/([0-9a-f]{32})-([1-9][0-9]{2,3})\.([a-z]{3,4})$/;
