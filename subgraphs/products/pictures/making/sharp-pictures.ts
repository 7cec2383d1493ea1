import type { Metadata, Sharp } from 'sharp';
import { FORMATS, type FormatRecipe, SIZE_LIMITS, widthsFor } from './recipe-rules.ts';

/** A file that was made. */
export interface MadeFile {
  readonly width: number;
  readonly recipe: FormatRecipe;
  readonly bytes: Buffer;
}

/** sharp and libvips are loaded with the first picture: a shop that gets none has nothing of them in its memory. */
let loading: Promise<typeof import('sharp')> | undefined;

function loadSharp(): Promise<typeof import('sharp')> {
  loading ??= import('sharp').then((module) => {
    const sharp = module.default;
    // One thread for one picture at a time: the other cores belong to those who shop.
    sharp.concurrency(1);
    sharp.cache(false);
    return module;
  });
  return loading;
}

/** What the head of a picture says of it; no pixel is decoded, however many it says there are. Throws where it cannot be read. */
export async function readHead(bytes: Buffer): Promise<Metadata> {
  const { default: sharp } = await loadSharp();
  return sharp(bytes, { ...CAREFUL, limitInputPixels: false }).metadata();
}

/** Gives up at once where bytes are broken or would fill the memory. */
const CAREFUL = { failOn: 'warning', pages: 1, sequentialRead: true } as const;

/**
 * Every file of a picture, the largest width first, each made when the one before has been taken. It is decoded once: upright, in
 * sRGB, on white where it was transparent, without anything that was said about it. Throws when it cannot be decoded.
 */
export async function* makeFiles(bytes: Buffer, width: number): AsyncGenerator<MadeFile, void, void> {
  const { default: sharp } = await loadSharp();
  const widths = widthsFor(width).toReversed();
  const { data, info } = await sharp(bytes, { ...CAREFUL, limitInputPixels: SIZE_LIMITS.pixels })
    .autoOrient()
    .resize({ width: widths[0]! })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .timeout({ seconds: LONGEST_SECONDS })
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  for (const each of widths)
    for (const recipe of FORMATS) {
      const resized = sharp(data, { raw }).resize({ width: each }).timeout({ seconds: LONGEST_SECONDS });
      yield { width: each, recipe, bytes: await encoded(resized, recipe).toBuffer() };
    }
}

/** Of one step, for the largest picture on a small machine. */
const LONGEST_SECONDS = 60;

function encoded(picture: Sharp, { format, quality, effort }: FormatRecipe): Sharp {
  switch (format) {
    case 'AVIF':
      return picture.avif({ quality, effort: effort ?? 4 });
    case 'WEBP':
      return picture.webp({ quality, effort: effort ?? 4 });
    case 'JPEG':
      return picture.jpeg({ quality, progressive: true });
  }
}
