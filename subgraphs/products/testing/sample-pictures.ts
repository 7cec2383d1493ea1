import { crc32 } from 'node:zlib';
import sharp from 'sharp';

const RED = { channels: 3, background: '#c02010' } as const;

/** A photograph as a telephone takes it: lying on its side, with the place where it was taken. */
export function photograph({ width = 700, height = 500 } = {}): Promise<Buffer> {
  return sharp({ create: { width, height, ...RED } })
    .withExif({
      IFD0: { Copyright: 'somebody' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '35/1 40/1 52/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

export function picture(format: 'png' | 'webp' | 'avif' | 'gif', width = 400): Promise<Buffer> {
  return sharp({ create: { width, height: 300, ...RED } })
    .toFormat(format)
    .toBuffer();
}

/** A pure red of Display P3, redder than sRGB can be. */
export function widePicture(): Promise<Buffer> {
  return sharp({ create: { width: 400, height: 300, channels: 3, background: '#804020' } })
    .withIccProfile('p3')
    .png()
    .toBuffer();
}

export async function animation(): Promise<Buffer> {
  const frames = ['#ff0000', '#00ff00'].map((background) =>
    sharp({ create: { width: 400, height: 300, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .webp()
    .toBuffer();
}

/** A PNG of a few hundred bytes that says it has so many pixels. */
export async function bomb(width: number, height: number): Promise<Buffer> {
  const png = await picture('png');
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

/** A JPEG whose comment holds this text. */
export async function withComment(text: string): Promise<Buffer> {
  const jpeg = await photograph();
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length + 2);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, 0xfe]),
    length,
    Buffer.from(text),
    jpeg.subarray(2),
  ]);
}
