import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@depachika/database/database.ts';
import { demoId } from '@depachika/demo/demo-id.ts';
import { serveSubgraphHttp } from '@depachika/graphql/http/serve-http.ts';
import { type Caller, SCOPES } from '@depachika/identity/caller.ts';
import type { StoragePlace } from '@depachika/object-storage/open-storage.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import S3rver from 's3rver';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureStudios, type Studios } from '../testing/picture-studio.ts';
import { photograph } from '../testing/sample-pictures.ts';
import { addCategory, addProduct, anonymous, customer, productInput, staff } from '../testing/test-shop.ts';

const MINUTE_MS = 60_000;
const COLLEAGUE: Caller = {
  kind: 'user',
  userId: demoId('usr', 9),
  sessionId: demoId('ses', 9),
  roles: ['STAFF'],
  scopes: SCOPES.STAFF,
};

let server: TestDatabase;
let database: Database;
let studios: Studios;
let folder: string;
let s3: S3rver;
let bucket: StoragePlace;
let jpeg: Buffer;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  studios = await pictureStudios(database);
  folder = await mkdtemp(join(tmpdir(), 'depachika-pictures-'));
  const configureBuckets = [{ name: 'pictures' }];
  const directory = join(folder, 's3');
  s3 = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets });
  const { port } = (await s3.run()) as { port: number };
  const key = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', pathStyle: true };
  const endpoint = `http://127.0.0.1:${port}`;
  bucket = { kind: 's3', bucket: 'pictures', region: 'ap-northeast-1', endpoint, ...key };
  jpeg = await photograph();
});
afterAll(async () => {
  await studios?.closeAll();
  await server?.close();
  await s3?.close();
  await rm(folder, { recursive: true });
});

describe.each([
  ['on disk', () => undefined],
  ['in a bucket', () => bucket],
])('a picture that is kept %s', (_, place) => {
  it('is uploaded, made into files, shown and served', async () => {
    const studio = await studios.open(place());
    const { desk, productId, shop } = studio;
    const id = await desk.upload(productId, jpeg, { focalPoint: { x: 0.25, y: 0.75 } });
    expect(await studio.seen()).toMatchObject({ pictures: [], imageUrl: `/images/${productId}.svg` });
    expect((await studio.seen(staff)).pictures).toMatchObject([
      { id, state: 'PENDING', width: 0, sources: [] },
    ]);

    expect(await studio.make()).toBe('more');
    const [shown] = (await studio.seen()).pictures;
    expect(shown).toMatchObject({
      ...{ id, altJa: '皿の上の羊羹', altEn: 'Yokan on a plate', state: 'READY', refusal: null, position: 0 },
      ...{ width: 500, height: 700, focalPoint: { x: 0.25, y: 0.75 }, variant: null },
    });
    expect(shown.sources.map(({ format, width }: never) => [format, width])).toEqual([
      ['AVIF', 320],
      ['WEBP', 320],
      ['JPEG', 320],
    ]);
    for (const { url, format } of shown.sources) {
      const { status, headers, body } = await shop.subgraph.images.handle(url);
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': `image/${format.toLowerCase()}`,
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      });
      expect((await sharp(body as Buffer).metadata()).width).toBe(320);
      const again = await shop.subgraph.images.handle(url, `"other", W/${headers.etag}`);
      expect([again.status, again.body]).toEqual([304, '']);
      const other = url.replace('-320.', '-640.');
      expect((await shop.subgraph.images.handle(other, '*')).status).toBe(404);
    }
    expect(await studio.make()).toBe('idle');
  });
});

describe('an upload', () => {
  it('is begun by staff alone, for a product that there is, of a type and size that are taken', async () => {
    const { shop, productId, desk } = await studios.open();
    const input = { productId, contentType: 'image/jpeg', bytes: 10 };
    const create =
      'mutation ($input: CreatePictureUploadInput!) { createPictureUpload(input: $input) { __typename } }';
    expect((await shop.ask(customer, create, { input })).codes).toEqual(['FORBIDDEN']);
    expect((await shop.ask(anonymous, create, { input })).codes).toEqual(['UNAUTHENTICATED']);
    expect(await desk.begin({ ...input, productId: 'prd_none' })).toMatchObject({ __typename: 'NotFound' });
    const wrong = [
      { contentType: 'image/svg+xml' },
      { contentType: 'image/gif' },
      { bytes: 0 },
      { bytes: 20 * 1024 * 1024 + 1 },
    ];
    for (const each of wrong) {
      const fields = [{ field: Object.keys(each)[0] }];
      expect(await desk.begin({ ...input, ...each })).toEqual({ __typename: 'InvalidInput', fields });
    }
  });

  it('takes exactly the bytes that it was begun for', async () => {
    const { desk, productId, storage } = await studios.open();
    const begun = await desk.begin({ productId, bytes: 4 });
    const four = Buffer.from('four');
    const headers = (length: string | undefined) => ({ 'content-length': length });
    expect([
      await desk.put(begun, four, { 'content-type': 'image/png' }),
      await desk.put(begun, four, headers(undefined)),
      await desk.put(begun, Buffer.from('fives')),
      await desk.put(begun, Buffer.from('two')),
      await desk.put(begun, Buffer.from('more than it says'), headers('4')),
      await desk.put(begun, Buffer.from('two'), headers('4')),
    ]).toEqual([415, 411, 413, 400, 400, 400]);
    expect(await storage.sizeOf(`uploads/${begun.token.split('.')[0]}`)).toBeUndefined();
    expect(await desk.put(begun, four)).toBe(204);
  });

  it('takes nothing at another address', async () => {
    const { desk, productId, place } = await studios.open();
    const begun = await desk.begin({ productId, bytes: 4 });
    const [id, secret] = begun.token.split('.');
    const other = await desk.begin({ productId, bytes: 4 });
    const addresses = [
      `/uploads/${id}.${'A'.repeat(43)}`,
      `/uploads/${id}`,
      `/uploads/${other.token.split('.')[0]}.${secret}`,
      '/uploads/../pictures/x',
      '/uploads/%2e%2e/originals/x',
      `/uploads/${begun.token}/../../x`,
      '/uploads/',
    ];
    for (const uploadUrl of addresses)
      expect(await desk.put({ ...begun, uploadUrl }, Buffer.from('four')), uploadUrl).toBe(403);
    await expect(readdir((place as { folder: string }).folder)).rejects.toThrow('ENOENT');
  });

  it('ends after a quarter of an hour, and with the picture that it becomes', async () => {
    const { desk, productId, clock } = await studios.open();
    const late = await desk.begin({ productId, bytes: jpeg.length });
    expect(await desk.put(late, jpeg)).toBe(204);
    const used = await desk.begin({ productId, bytes: jpeg.length });
    await desk.put(used, jpeg);
    const { picture: added } = await desk.add({ productId, uploadToken: used.token });
    expect(await desk.put(used, jpeg)).toBe(410);
    const unusable = { __typename: 'UploadUnusable' };
    expect(await desk.add({ productId, uploadToken: used.token })).toEqual({
      ...unusable,
      reason: 'USED',
      pictureId: added.id,
    });
    clock.advance(15 * MINUTE_MS);
    expect(await desk.put(late, jpeg)).toBe(410);
    const expired = await desk.add({ productId, uploadToken: late.token });
    expect(expired).toEqual({ ...unusable, reason: 'EXPIRED', pictureId: null });
  });

  it('is good for the one who began it, for its product, and once its bytes are there', async () => {
    const { desk, productId, shop } = await studios.open();
    const begun = await desk.begin({ productId, bytes: jpeg.length });
    const input = { productId, uploadToken: begun.token };
    expect(await desk.add(input)).toMatchObject({ reason: 'NOT_RECEIVED' });
    await desk.put(begun, jpeg);
    const notFound = { __typename: 'NotFound' };
    expect(await desk.add(input, COLLEAGUE)).toMatchObject(notFound);
    expect(await desk.add({ ...input, uploadToken: 'upl_none.secret' })).toMatchObject(notFound);
    const other = await addProduct(shop, productInput(await addCategory(shop)));
    expect(await desk.add({ ...input, productId: other.id })).toMatchObject(notFound);
    expect(await desk.add({ ...input, variantId: other.variants[0].id })).toMatchObject(notFound);
    expect(await desk.add(input)).toMatchObject({ picture: { state: 'PENDING' } });
  });

  it('becomes one picture of two requests at one time', async () => {
    const { desk, productId, seen } = await studios.open();
    const begun = await desk.begin({ productId, bytes: jpeg.length });
    await desk.put(begun, jpeg);
    const input = { productId, uploadToken: begun.token };
    const answers = await Promise.all([desk.add(input), desk.add(input)]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'AddProductPictureSuccess',
      'UploadUnusable',
    ]);
    expect((await seen(staff)).pictures).toHaveLength(1);
  });
});

describe('pictures of a product', () => {
  it('are edited, assigned, put in order and removed, and it is kept who did it', async () => {
    const studio = await studios.open();
    const { desk, productId, variantIds, make, seen, shop } = studio;
    const ids: string[] = [];
    for (let number = 0; number < 3; number += 1) ids.push(await desk.upload(productId, jpeg));
    for (let number = 0; number < 3; number += 1) await make();
    const selection = '... on UpdateProductPictureSuccess { picture { altJa altEn focalPoint { x y } } }';
    const update = { id: ids[0], altEn: 'A slice', focalPoint: { x: 0, y: 1 } };
    expect(await studio.mutate('updateProductPicture', selection, update)).toMatchObject({
      picture: { altJa: '皿の上の羊羹', altEn: 'A slice', focalPoint: { x: 0, y: 1 } },
    });
    const assigned = '... on AssignProductPictureSuccess { picture { variant { id } } }';
    const assign = (variantId: string | null) =>
      studio.mutate('assignProductPicture', assigned, { id: ids[1], variantId });
    expect(await assign(variantIds[0]!)).toMatchObject({ picture: { variant: { id: variantIds[0] } } });
    expect((await seen()).variants.map(({ pictures }: never) => pictures)).toEqual([[{ id: ids[1] }], []]);
    expect(await assign('var_none')).toMatchObject({ __typename: 'NotFound' });
    expect(await assign(null)).toMatchObject({ picture: { variant: null } });
    const ordered = '... on ReorderProductPicturesSuccess { product { pictures { id position } } }';
    const reorder = (pictureIds: readonly string[]) =>
      studio.mutate('reorderProductPictures', ordered, { productId, pictureIds });
    const turned = [ids[2], ids[0], ids[1]].map((id, position) => ({ id, position }));
    expect(await reorder([ids[2]!, ids[0]!, ids[1]!])).toMatchObject({ product: { pictures: turned } });
    for (const some of [
      [ids[0]!],
      [...ids, ids[0]!],
      [ids[0]!, ids[0]!, ids[1]!],
      [...ids.slice(1), 'pic_x'],
    ])
      expect(await reorder(some)).toMatchObject({ __typename: 'InvalidInput' });
    expect(
      await studio.mutate('removeProductPicture', '... on RemoveProductPictureSuccess { id }', {
        id: ids[2],
      }),
    ).toMatchObject({ id: ids[2] });
    expect((await seen()).pictures.map(({ id }: never) => id)).toEqual([ids[0], ids[1]]);
    expect(await studio.mutate('removeProductPicture', '', { id: ids[2] })).toEqual({
      __typename: 'NotFound',
    });
    const changes =
      'query ($id: ID!) { product(id: $id) { changes(first: 5) { nodes { operation actor { kind } fields { field from to } } } } }';
    const { data } = await shop.ask(staff, changes, { id: productId });
    expect(data.product.changes.nodes.map(({ operation }: never) => operation)).toEqual([
      'removeProductPicture',
      'reorderProductPictures',
      'assignProductPicture',
      'assignProductPicture',
      'updateProductPicture',
    ]);
    expect(data.product.changes.nodes[4].fields).toContainEqual({
      field: `pictures.${ids[0]}.altEn`,
      from: 'Yokan on a plate',
      to: 'A slice',
    });
  });

  it('are changed by staff alone, with texts and points that can be', async () => {
    const studio = await studios.open();
    const id = await studio.desk.upload(studio.productId, jpeg);
    for (const [name, input] of Object.entries({
      updateProductPicture: { id },
      assignProductPicture: { id },
      removeProductPicture: { id },
      reorderProductPictures: { productId: studio.productId, pictureIds: [id] },
    })) {
      expect(await studio.mutate(name, '', input, customer)).toEqual(['FORBIDDEN']);
      expect(await studio.mutate(name, '', input, anonymous)).toEqual(['UNAUTHENTICATED']);
    }
    const wrong = { altJa: '', altEn: 'x'.repeat(201), focalPoint: { x: -0.1, y: 1.1 } };
    const selection = '... on InvalidInput { fields { field } }';
    expect(await studio.mutate('updateProductPicture', selection, { id, ...wrong })).toMatchObject({
      fields: ['altJa', 'altEn', 'focalPoint.x', 'focalPoint.y'].map((field) => ({ field })),
    });
  });

  it('are twelve at most', async () => {
    const { desk, productId } = await studios.open();
    const first = await desk.upload(productId, jpeg);
    await database.query(
      `INSERT INTO catalog.product_pictures (id, product_id, position, alt_ja, alt_en, focal_x, focal_y, state, upload_id,
         content_type, due_at, created_at)
       SELECT id || number, product_id, number, alt_ja, alt_en, focal_x, focal_y, state, upload_id, content_type, due_at,
         created_at FROM catalog.product_pictures, generate_series(1, 11) AS number WHERE id = $1`,
      [first],
    );
    const begun = await desk.begin({ productId, bytes: jpeg.length });
    await desk.put(begun, jpeg);
    const refused = await desk.add({ productId, uploadToken: begun.token });
    expect(refused).toEqual({ __typename: 'InvalidInput', fields: [{ field: 'productId' }] });
  });
});

it('is uploaded and served on a port of products alone', async () => {
  const { desk, shop, productId, make, seen } = await studios.open();
  const { subgraph } = shop;
  const server = await serveSubgraphHttp({ subgraph, logger: silent, port: 0, routes: subgraph.routes });
  const at = (path: string, init?: RequestInit) => fetch(new URL(path, server.url), init);
  const begun = await desk.begin({ productId, bytes: jpeg.length });
  const put = (path: string, type = 'image/jpeg') =>
    at(path, { method: 'PUT', body: new Uint8Array(jpeg), headers: { 'content-type': type } });
  expect((await put(`${begun.uploadUrl}x`)).status).toBe(403);
  expect((await put(begun.uploadUrl, 'application/json')).status).toBe(415);
  expect((await put(begun.uploadUrl)).status).toBe(204);
  await desk.add({ productId, uploadToken: begun.token });
  await make();
  const [{ url }] = (await seen()).pictures[0].sources;
  const answer = await at(url);
  expect(answer.headers.get('content-type')).toBe('image/avif');
  expect((await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).width).toBe(320);
  const head = await at(url, { method: 'HEAD' });
  expect([head.status, head.headers.get('etag')]).toEqual([200, answer.headers.get('etag')]);
  const known = await at(url, { headers: { 'if-none-match': head.headers.get('etag')! } });
  expect(known.status).toBe(304);
  expect((await at(`/images/${productId}.svg`)).headers.get('content-type')).toContain('image/svg+xml');
  for (const path of ['/images/../originals/x', '/images/%2e%2e/originals/x', '/images/pic_x/y-320.avif'])
    expect((await at(path)).status, path).toBe(404);
  await server.close();
});

it('a page of products with pictures is one statement more', async () => {
  const { shop } = await studios.open();
  const before = database.statementCount();
  const list =
    'query { products(first: 20) { nodes { id pictures(first: 1) { sources(upToWidth: 640) { url } } } } }';
  const { codes } = await shop.ask(anonymous, list);
  expect(codes).toEqual([]);
  expect(database.statementCount() - before).toBeLessThanOrEqual(3);
  for (const first of [0, 13]) {
    const answer = await shop.ask(anonymous, `{ products { nodes { pictures(first: ${first}) { id } } } }`);
    expect(answer.codes).toContain('BAD_USER_INPUT');
  }
});
