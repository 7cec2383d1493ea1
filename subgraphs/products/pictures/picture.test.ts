import { describe, expect, it } from 'vitest';
import { contentHash } from './making/recipe-rules.ts';
import { objectNames, servedFile, sourcesOf } from './picture.ts';

const ID = 'pic_01kb00000000000000000000aa';
const HASH = contentHash(Buffer.from('bytes'));
const READY = { id: ID, state: 'READY', contentHash: HASH, widths: [320, 640] } as const;

describe('the addresses of a picture', () => {
  it('stand for its bytes and how they were made into files', () => {
    expect(sourcesOf(READY).map(({ format, width, url }) => [format, width, url])).toEqual(
      [
        ['AVIF', 'avif'],
        ['WEBP', 'webp'],
        ['JPEG', 'jpg'],
      ].flatMap(([format, end]) =>
        [320, 640].map((width) => [format, width, `/images/${ID}/${HASH}-${width}.${end}`]),
      ),
    );
    expect(contentHash(Buffer.from('other'))).not.toBe(HASH);
  });

  it('are those up to a width, and the narrowest always', () => {
    const widths = (upTo: number) => [...new Set(sourcesOf(READY, upTo).map(({ width }) => width))];
    expect([widths(1000), widths(639), widths(1)]).toEqual([[320, 640], [320], [320]]);
  });

  it('are none until it is ready', () => {
    expect(sourcesOf({ ...READY, state: 'PENDING' })).toEqual([]);
    expect(sourcesOf({ ...READY, state: 'REFUSED' })).toEqual([]);
  });

  it('lead to objects of that picture, and to all of them', () => {
    const names = sourcesOf(READY).map(({ url }) => servedFile(url)?.name);
    expect(objectNames({ id: ID, contentHash: HASH })).toEqual(expect.arrayContaining(names));
    expect(objectNames({ id: ID, contentHash: HASH })).toHaveLength(13);
  });

  it.each([
    `/images/${ID}/${HASH}-321.avif`,
    `/images/${ID}/${HASH}-640.png`,
    `/images/${ID}/${HASH}-640.avif/`,
    `/images/${ID}/../${ID}/${HASH}-640.avif`,
    `/images/${ID}/${HASH.toUpperCase()}-640.avif`,
    `/images/${ID}/${'0'.repeat(33)}-640.avif`,
    `/images/prd_${ID.slice(4)}/${HASH}-640.avif`,
    `/images/${ID}%2f${HASH}-640.avif`,
    '/images/../originals/x',
    `/uploads/${ID}/${HASH}-640.avif`,
    '/images/',
  ])('are nothing else: %s', (path) => {
    expect(servedFile(path)).toBeUndefined();
  });
});
