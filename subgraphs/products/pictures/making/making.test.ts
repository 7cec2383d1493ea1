import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  animation,
  bomb,
  photograph,
  picture,
  widePicture,
  withComment,
} from '../../testing/sample-pictures.ts';
import { inspectPicture } from './inspect-picture.ts';
import { FORMATS } from './recipe-rules.ts';
import { type MadeFile, makeFiles } from './sharp-pictures.ts';

const refused = (refusal: string) => ({ kind: 'refused', refusal });

async function made(bytes: Buffer, width: number): Promise<MadeFile[]> {
  const files: MadeFile[] = [];
  for await (const file of makeFiles(bytes, width)) files.push(file);
  return files;
}

describe('what is uploaded as a picture', () => {
  it.each(['png', 'webp', 'avif'] as const)('may be a picture as %s', async (format) => {
    const found = await inspectPicture(await picture(format), `image/${format}`);
    expect(found).toEqual({ kind: 'picture', width: 400, height: 300 });
  });

  it('is as wide and high as people see it', async () => {
    const found = await inspectPicture(await photograph(), 'image/jpeg');
    expect(found).toEqual({ kind: 'picture', width: 500, height: 700 });
  });

  it.each([
    ['a GIF', async () => picture('gif'), 'UNSUPPORTED_TYPE'],
    [
      'a GIF that is a script',
      async () => Buffer.from('GIF89a/*\x01\x01*/=1;alert(1)//'),
      'UNSUPPORTED_TYPE',
    ],
    [
      'an SVG',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
      'UNSUPPORTED_TYPE',
    ],
    ['a PDF', async () => Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj'), 'UNSUPPORTED_TYPE'],
    ['a page', async () => Buffer.from('<!doctype html><title>x</title>'), 'UNSUPPORTED_TYPE'],
    ['an archive', async () => Buffer.from('PK\x03\x04\x14\0\0\0'), 'UNSUPPORTED_TYPE'],
    ['nothing', async () => Buffer.alloc(0), 'UNSUPPORTED_TYPE'],
    ['a PNG', async () => picture('png'), 'OTHER_TYPE'],
    ['a JPEG with a page in its comment', async () => withComment('<HTML><body onload=x>'), 'DISGUISED'],
    ['a JPEG with a script in its comment', async () => withComment('"><ScRiPt>x</sCrIpT>'), 'DISGUISED'],
    ['a JPEG with PHP in its comment', async () => withComment('<?php system($_GET[0]);'), 'DISGUISED'],
    ['a JPEG that begins a script', async () => beginningAScript(), 'DISGUISED'],
    ['a JPEG before a PDF', async () => before('%PDF-1.4\n1 0 obj'), 'DISGUISED'],
    ['a JPEG before an archive', async () => before(`x${'PK\x05\x06'}${'\0'.repeat(18)}`), 'DISGUISED'],
    [
      'a page far behind a JPEG',
      async () => before(`${'\0'.repeat(262_144 - 9_000)}<!DOCTYPE html>`),
      'DISGUISED',
    ],
    ['the first half of a JPEG head', async () => (await photograph()).subarray(0, 60), 'UNREADABLE'],
    ['a JPEG of 319 pixels', async () => photograph({ width: 500, height: 319 }), 'TOO_SMALL'],
    ['more bytes than are taken', async () => Buffer.alloc(20 * 1024 * 1024 + 1), 'TOO_LARGE'],
  ])('is refused as a JPEG when it is %s', async (_, bytes, refusal) => {
    expect(await inspectPicture(await bytes(), 'image/jpeg')).toEqual(refused(refusal));
  });

  it.each([
    [30_000, 30_000],
    [10_000, 5_001],
    [16_001, 400],
    [400, 2_000_000],
  ])('is refused at %i × %i pixels, before one of them is decoded', async (width, height) => {
    expect(await inspectPicture(await bomb(width, height), 'image/png')).toEqual(refused('TOO_LARGE'));
  });

  it('is refused with several frames', async () => {
    expect(await inspectPicture(await animation(), 'image/webp')).toEqual(refused('ANIMATED'));
  });
});

describe('the files of a picture', () => {
  it('are of every format, in the widths that it has, upright', async () => {
    const files = await made(await photograph({ width: 500, height: 700 }), 700);
    expect(files.map(({ width, recipe }) => `${width} ${recipe.format}`)).toEqual(
      [640, 320].flatMap((width) => FORMATS.map(({ format }) => `${width} ${format}`)),
    );
    for (const { bytes, width, recipe } of files) {
      const { format, compression, ...head } = await sharp(bytes).metadata();
      expect(`image/${compression === 'av1' ? 'avif' : format}`).toBe(recipe.mediaType);
      expect([head.width, head.height]).toEqual([width, Math.round((width * 500) / 700)]);
    }
  });

  it('tell nothing of where, when and by whom it was taken', async () => {
    const taken = await photograph();
    expect(taken.includes('somebody')).toBe(true);
    expect((await sharp(taken).metadata()).exif?.length).toBeGreaterThan(0);
    for (const { bytes } of await made(taken, 500)) {
      const { exif, xmp, iptc, icc, orientation } = await sharp(bytes).metadata();
      expect([exif, xmp, iptc, icc, orientation]).toEqual(Array(5).fill(undefined));
      expect(bytes.includes('somebody')).toBe(false);
    }
  });

  it('have the colours of sRGB', async () => {
    const wide = await widePicture();
    const [before] = await sharp(wide, { ignoreIcc: true }).raw().toBuffer();
    for (const { bytes } of await made(wide, 400)) {
      const [red] = await sharp(bytes).raw().toBuffer();
      expect(red).toBeGreaterThan(before! + 5);
    }
  });

  it('are white where it was transparent', async () => {
    const create = { width: 400, height: 300, channels: 4, background: '#00000000' } as const;
    for (const { bytes } of await made(await sharp({ create }).png().toBuffer(), 400)) {
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      expect(info.channels).toBe(3);
      expect(data[0]).toBeGreaterThan(250);
    }
  });

  it.each(['png', 'webp', 'avif'] as const)('are none of a %s that ends too early', async (format) => {
    const whole = await sharp({
      create: {
        width: 400,
        height: 300,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .toFormat(format, { effort: 1 })
      .toBuffer();
    await expect(made(whole.subarray(0, whole.length * 0.6), 400)).rejects.toThrow();
  });

  it('are none of a JPEG that lacks its last bytes', async () => {
    const whole = await photograph();
    await expect(made(whole.subarray(0, -40), 500)).rejects.toThrow();
  });
});

async function before(more: string): Promise<Buffer> {
  return Buffer.concat([await photograph(), Buffer.from(more, 'latin1')]);
}

/** `FF D8 FF E0 2F 2A`: a segment of 12,074 bytes, and the beginning of a comment of JavaScript. */
async function beginningAScript(): Promise<Buffer> {
  const jpeg = await photograph();
  const head = Buffer.alloc(2 + 2 + 0x2f2a);
  head.set([0xff, 0xd8, 0xff, 0xe0, 0x2f, 0x2a]);
  head.write('*/=alert(1)/*', head.length - 20);
  return Buffer.concat([head, jpeg.subarray(2)]);
}
