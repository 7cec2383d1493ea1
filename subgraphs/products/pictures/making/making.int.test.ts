import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '@depachika/database/database.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureStudios, type Studios } from '../../testing/picture-studio.ts';
import { bomb, photograph, picture, withComment } from '../../testing/sample-pictures.ts';
import { staff } from '../../testing/test-shop.ts';
import { MOST_ATTEMPTS } from './make-pictures.ts';

const MINUTE_MS = 60_000;

let server: TestDatabase;
let database: Database;
let studios: Studios;
let jpeg: Buffer;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  studios = await pictureStudios(database);
  jpeg = await photograph();
});
afterAll(async () => {
  await studios?.closeAll();
  await server?.close();
});

describe('a picture that cannot be shown', () => {
  it.each([
    ['a bomb', async () => bomb(30_000, 30_000), 'image/png', 'TOO_LARGE'],
    ['a page inside a JPEG', async () => withComment('<script>alert(1)</script>'), 'image/jpeg', 'DISGUISED'],
    ['a JPEG that ends too early', async () => jpeg.subarray(0, -40), 'image/jpeg', 'UNREADABLE'],
    ['a PNG that is called a JPEG', async () => picture('png'), 'image/jpeg', 'OTHER_TYPE'],
  ])(
    'is refused when it is %s: staff read why, others see nothing, and no file is kept',
    async (_, bytes, contentType, refusal) => {
      const { desk, productId, make, seen, shop, storage } = await studios.open();
      await desk.upload(productId, await bytes(), { contentType });
      await make();
      expect((await seen(staff)).pictures).toMatchObject([{ state: 'REFUSED', refusal, sources: [] }]);
      expect(await seen()).toMatchObject({ pictures: [] });
      expect((await shop.subgraph.images.handle(`/images/${productId}.svg`)).status).toBe(200);
      expect(await storage.get('pictures')).toBeUndefined();
      expect(await make()).toBe('idle');
    },
  );
});

describe('the making of a picture', () => {
  const dying = (point: string, nth = 1): CrashPoints => {
    let left = nth;
    return {
      reach(name) {
        left -= Number(name === `products.pictures.${point}`);
        if (left === 0) throw new Error('died here');
      },
    };
  };

  it.each([
    ['inspected', 1],
    ['originalKept', 1],
    ['fileKept', 1],
    ['fileKept', 3],
    ['noted', 1],
  ] as const)(
    'that dies when it has %s for the %i. time is done once more, with one result',
    async (point, nth) => {
      const studio = await studios.open();
      const { desk, productId, clock, make, seen, place } = studio;
      await desk.upload(productId, jpeg);
      await expect(make(dying(point, nth))).rejects.toThrow('died here');
      expect(await make()).toBe('idle');
      clock.advance(5 * MINUTE_MS + 1);
      expect(await make()).toBe(point === 'noted' ? 'idle' : 'more');
      const [shown] = (await seen()).pictures;
      expect(shown).toMatchObject({ state: 'READY', width: 500 });
      const { folder: root } = place as { folder: string };
      expect(await readdir(join(root, 'pictures', shown.id))).toHaveLength(3);
      expect(await readdir(join(root, 'originals', shown.id))).toHaveLength(1);
    },
  );

  it('is given up when everybody who tried has died', async () => {
    const { desk, productId, clock, make, seen } = await studios.open();
    await desk.upload(productId, jpeg);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      await expect(make(dying('inspected'))).rejects.toThrow();
      clock.advance(5 * MINUTE_MS + 1);
    }
    await make();
    expect((await seen(staff)).pictures).toMatchObject([{ state: 'REFUSED', refusal: 'NOT_PROCESSED' }]);
  });

  it('is done by one of two processes', async () => {
    const { desk, productId, make, seen } = await studios.open();
    await desk.upload(productId, jpeg);
    expect((await Promise.all([make(), make()])).sort()).toEqual(['idle', 'more']);
    expect((await seen()).pictures).toHaveLength(1);
  });
});

describe('files that nobody shows', () => {
  it('go after their time, with what is known of them, and no others', async () => {
    const studio = await studios.open();
    const { desk, productId, clock, make, tidy, storage, shop, seen } = studio;
    const kept = await desk.upload(productId, jpeg);
    const removed = await desk.upload(productId, jpeg);
    await make();
    await make();
    const [{ sources: keptSources }, { sources }] = (await seen()).pictures;
    const unused = await desk.begin({ productId, bytes: jpeg.length });
    await desk.put(unused, jpeg);
    const waiting = await desk.upload(productId, jpeg);
    await studio.mutate('removeProductPicture', '', { id: removed });
    const [uploadId] = unused.token.split('.');
    expect((await shop.subgraph.images.handle(sources[0].url)).status).toBe(200);

    clock.advance(60 * MINUTE_MS);
    await tidy();
    expect(await storage.sizeOf(`uploads/${uploadId}`)).toBe(jpeg.length);
    clock.advance(48 * 60 * MINUTE_MS);
    await tidy();
    expect(await storage.sizeOf(`uploads/${uploadId}`)).toBeUndefined();
    expect((await shop.subgraph.images.handle(sources[0].url)).status).toBe(404);
    expect((await shop.subgraph.images.handle(keptSources[0].url)).status).toBe(200);
    const left = await database.query<{ id: string }>(
      'SELECT id FROM catalog.product_pictures WHERE product_id = $1 ORDER BY id',
      [productId],
    );
    expect(left.map(({ id }) => id)).toEqual([kept, waiting].sort());

    await make();
    expect((await seen()).pictures.map(({ id }: never) => id)).toEqual([kept, waiting]);
    expect(await tidy()).toBeGreaterThan(0);
  });
});
