import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '@depachika/database/database.ts';
import { demoId } from '@depachika/demo/demo-id.ts';
import { serveSubgraphHttp } from '@depachika/graphql/http/serve-http.ts';
import { anonymous, type Caller, SCOPES, serviceCaller } from '@depachika/identity/caller.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureStudios, type Studio, type Studios } from '../../testing/picture-studio.ts';
import { photograph } from '../../testing/sample-pictures.ts';
import { customer, staff } from '../../testing/test-shop.ts';

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

async function* inParts(...parts: Buffer[]): AsyncGenerator<Buffer> {
  yield* parts;
}

async function keep(
  { shop }: Studio,
  { caller = staff, contentType = 'image/jpeg', body = inParts(jpeg) }: Partial<Kept> = {},
) {
  const identityToken = await shop.identityOf(caller);
  return shop.subgraph.files.keep({ identityToken, contentType, body });
}

interface Kept {
  readonly caller: Caller;
  readonly contentType: string;
  readonly body: AsyncIterable<Buffer>;
}

async function upload({ shop, productId }: Studio, file: unknown, caller = staff) {
  const input = { productId, file, altJa: '羊羹', altEn: 'Yokan' };
  const query = `mutation ($input: UploadProductPictureInput!) { uploadProductPicture(input: $input) {
    __typename ... on UploadProductPictureSuccess { picture { id state } } ... on UploadUnusable { reason } } }`;
  const { data, codes } = await shop.ask(caller, query, { input });
  return codes.length > 0 ? codes : data.uploadProductPicture;
}

/** What is kept of uploads, in storage and in the database. */
async function left({ place }: Studio) {
  const { folder } = place as { folder: string };
  const objects = await readdir(join(folder, 'uploads')).catch(() => []);
  const rows = await database.query<{ id: string }>('SELECT id FROM catalog.picture_uploads');
  return { objects: objects.length, rows: rows.length };
}

const NOTHING = { objects: 0, rows: 0 };

async function studioAlone(): Promise<Studio> {
  const studio = await studios.open();
  await database.query('DELETE FROM catalog.picture_uploads');
  return studio;
}

describe('a file of an operation', () => {
  it('becomes a picture of the product, by the one who sent it', async () => {
    const studio = await studioAlone();
    const { status, body: reference } = await keep(studio, {
      body: inParts(jpeg.subarray(0, 9), jpeg.subarray(9)),
    });
    expect(status).toBe(201);
    expect(await upload(studio, reference, COLLEAGUE)).toEqual({ __typename: 'NotFound' });
    expect(await upload(studio, reference)).toMatchObject({ picture: { state: 'PENDING' } });
    await studio.make();
    expect((await studio.seen()).pictures).toMatchObject([{ state: 'READY', width: 500 }]);
    expect(await upload(studio, reference)).toMatchObject({ reason: 'USED' });
    const [change] = await database.query<{ operation: string }>(
      'SELECT operation FROM catalog.changes WHERE subject = $1 ORDER BY id DESC LIMIT 1',
      [studio.productId],
    );
    expect(change).toMatchObject({ operation: 'uploadProductPicture' });
  });

  it.each([
    ['a customer', customer, 403],
    ['nobody', anonymous, 401],
    ['a service', serviceCaller('orders'), 500],
  ])('is not taken of %s: none of it is read', async (_, caller, status) => {
    const studio = await studioAlone();
    let isRead = false;
    const body = (async function* () {
      isRead = true;
      yield jpeg;
    })();
    expect(await keep(studio, { caller, body })).toMatchObject({ status });
    expect([isRead, await left(studio)]).toEqual([false, NOTHING]);
  });

  it('is not taken without an identity, or with one that nobody gave', async () => {
    const studio = await studioAlone();
    for (const identityToken of [undefined, '', 'forged.token.here'])
      expect(
        await studio.shop.subgraph.files.keep({
          identityToken,
          contentType: 'image/jpeg',
          body: inParts(jpeg),
        }),
      ).toMatchObject({ status: 500 });
    expect(await left(studio)).toEqual(NOTHING);
  });

  it.each([
    ['another type', { contentType: 'text/html' }, 415],
    ['no type', { contentType: 'application/octet-stream' }, 415],
    ['no bytes', { body: inParts() }, 400],
    ['too many bytes', { body: inParts(Buffer.alloc(20 * 1024 * 1024), Buffer.alloc(1)) }, 413],
  ])('is not taken with %s, and leaves nothing', async (_, file, status) => {
    const studio = await studioAlone();
    expect(await keep(studio, file)).toMatchObject({ status });
    expect(await left(studio)).toEqual(NOTHING);
  });

  it('leaves nothing when its sender leaves', async () => {
    const studio = await studioAlone();
    const body = (async function* () {
      yield jpeg.subarray(0, 100);
      throw new Error('aborted');
    })();
    await expect(keep(studio, { body })).rejects.toThrow('aborted');
    expect(await left(studio)).toEqual(NOTHING);
  });

  it('is dropped where no picture was made of it, and stays where one was', async () => {
    const studio = await studioAlone();
    const { files } = studio.shop.subgraph;
    const unused = await keep(studio);
    const used = await keep(studio);
    await upload(studio, used.body);
    const [id] = unused.body.split('.');
    for (const reference of ['', 'no reference', `${id}.${'A'.repeat(43)}`]) await files.drop(reference);
    expect(await left(studio)).toEqual({ objects: 2, rows: 2 });
    await files.drop(used.body);
    await files.drop(unused.body);
    expect(await left(studio)).toEqual({ objects: 1, rows: 1 });
    expect(await upload(studio, unused.body)).toEqual({ __typename: 'NotFound' });
    expect(await studio.make()).toBe('more');
    expect((await studio.seen()).pictures).toMatchObject([{ state: 'READY' }]);
  });

  it('goes by itself, when whoever had it kept has died', async () => {
    const studio = await studioAlone();
    await keep(studio);
    studio.clock.advance(74 * MINUTE_MS);
    await studio.tidy();
    expect(await left(studio)).toEqual({ objects: 1, rows: 1 });
    studio.clock.advance(2 * MINUTE_MS);
    await studio.tidy();
    expect(await left(studio)).toEqual(NOTHING);
  });

  it('is no text of a client in a document', async () => {
    const studio = await studioAlone();
    const { body: reference } = await keep(studio);
    const query = `mutation { uploadProductPicture(input: { productId: "${studio.productId}", file: "${reference}",
      altJa: "羊羹", altEn: "Yokan" }) { __typename } }`;
    expect((await studio.shop.ask(staff, query)).codes).not.toEqual([]);
    expect(await upload(studio, { path: reference })).toEqual(['BAD_USER_INPUT']);
  });
});

it('a file is kept and dropped on the port of products, for who shows an identity', async () => {
  const studio = await studioAlone();
  const { subgraph } = studio.shop;
  const port = await serveSubgraphHttp({ subgraph, logger: silent, port: 0, routes: subgraph.routes });
  const post = async (authorization: string, type = 'image/jpeg') =>
    fetch(new URL('/files', port.url), {
      method: 'POST',
      body: new Uint8Array(jpeg),
      headers: { authorization, 'content-type': type },
    });
  expect((await post('Bearer forged')).status).toBe(500);
  const mine = `Bearer ${await studio.shop.identityOf(staff)}`;
  expect((await post(mine, 'image/svg+xml')).status).toBe(415);
  const kept = await post(mine);
  expect(kept.status).toBe(201);
  const reference = encodeURIComponent(await kept.text());
  expect(await left(studio)).toEqual({ objects: 1, rows: 1 });
  const dropped = await fetch(new URL(`/files/${reference}`, port.url), { method: 'DELETE' });
  expect([dropped.status, await left(studio)]).toEqual([204, NOTHING]);
  await port.close();
});
