import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '@depachika/database/database.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureStudios, type Studio, type Studios } from '../../testing/picture-studio.ts';
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

describe('a process that makes a picture', () => {
  /** What a job leaves that nobody has disturbed: the bytes of each file of the one picture. */
  let right: ReadonlyMap<string, string>;

  beforeAll(async () => {
    const studio = await studios.open();
    const id = await studio.desk.upload(studio.productId, jpeg);
    await studio.make();
    right = await filesOf(studio, id);
  });

  it('leaves its upload, its original and three files', () => {
    expect([...right.keys()].map((name) => name.replace(/[0-9a-f]{32}/, 'hash'))).toEqual([
      'originals/pic/hash',
      'pictures/pic/hash-320.avif',
      'pictures/pic/hash-320.jpg',
      'pictures/pic/hash-320.webp',
      'uploads/upl',
    ]);
  });

  it.each([
    ['inspected', 1, 1, 'PENDING'],
    ['originalKept', 1, 2, 'PENDING'],
    ['fileKept', 1, 3, 'PENDING'],
    ['fileKept', 3, 5, 'PENDING'],
    ['noted', 1, 5, 'READY'],
  ] as const)(
    'and is killed when it has %s for the %i. time leaves a picture that is made with the same files, none more, and all of them go with it',
    async (point, nth, files, state) => {
      const studio = await studios.open();
      const { desk, productId, clock, make, seen } = studio;
      const id = await desk.upload(productId, jpeg);
      await killed(studio, point, nth);
      expect((await filesOf(studio, id)).size).toBe(files);
      expect(await rows()).toMatchObject([{ state, attempts: 1, hash: expect.any(String) }]);

      expect(await make()).toBe('idle');
      clock.advance(5 * MINUTE_MS + 1);
      const again = state === 'READY' ? 'idle' : 'more';
      expect([await make(), await make()]).toEqual([again, 'idle']);
      expect(await filesOf(studio, id)).toEqual(right);
      expect(await rows()).toMatchObject([{ state: 'READY', attempts: state === 'READY' ? 1 : 2 }]);
      expect((await seen()).pictures).toMatchObject([{ id, state: 'READY', width: 500 }]);

      await studio.mutate('removeProductPicture', '', { id });
      clock.advance(49 * 60 * MINUTE_MS);
      await studio.tidy();
      expect([(await filesOf(studio, id)).size, await rows()]).toEqual([0, []]);
    },
  );
});

const SCRIPT = fileURLToPath(new URL('../../testing/making-process.ts', import.meta.url));

/** Every file of the folder, half-written ones too, by its name without the ids. */
async function filesOf({ place }: Studio, id: string): Promise<ReadonlyMap<string, string>> {
  const { folder } = place as { folder: string };
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const files = await Promise.all(
    paths.map(async (path) => {
      const name = relative(folder, path).split(sep).join('/');
      const nameless = name.replace(id, 'pic').replace(/upl_\w+/, 'upl');
      return [nameless, (await readFile(path)).toString('base64')] as const;
    }),
  );
  return new Map(files.sort(([one], [other]) => (one < other ? -1 : 1)));
}

async function killed({ place, clock }: Studio, point: string, nth: number): Promise<void> {
  const { folder } = place as { folder: string };
  const args = [SCRIPT, server.url, folder, clock.now().toISOString(), `products.pictures.${point}`];
  const child = spawn(process.execPath, [...args, String(nth)], { stdio: 'inherit' });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

interface Row {
  readonly state: string;
  readonly attempts: number;
  readonly hash: string | null;
}

function rows(): Promise<(Row & Record<string, unknown>)[]> {
  return database.query('SELECT state, attempts, content_hash AS hash FROM catalog.product_pictures');
}
