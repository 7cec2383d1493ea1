import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '@depachika/database/database.ts';
import { photograph } from '@depachika/products/testing/sample-pictures.ts';
import { addCategory, addProduct, productInput, testShop } from '@depachika/products/testing/test-shop.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('pictures-add.ts', import.meta.url));

let server: TestDatabase;
let database: Database;
let place: string;
/** Of this file's one product: with variants of which one is named SKU-S. */
let productId: string;
let sku: string;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products'] });
  database = server.database('products');
  place = await mkdtemp(join(tmpdir(), 'depachika-adding-'));
  const shop = await testShop(database);
  const product = await addProduct(shop, productInput(await addCategory(shop)));
  productId = product.id;
  sku = product.variants.find(({ sku: each }: { sku: string }) => each.endsWith('-S')).sku;
  await mkdir(join(place, 'folder'));
  await writeFile(join(place, 'one.jpg'), await photograph());
  await writeFile(join(place, 'two.jpg'), await photograph({ width: 640, height: 480 }));
  await writeFile(join(place, 'page.jpg'), '<html>no picture</html>');
  await shop.subgraph.close();
});
afterAll(async () => {
  await server?.close();
  await rm(place, { recursive: true });
});

async function add(...words: string[]) {
  const env = { ...process.env, DATABASE_URL: server.directUrl, PICTURES_FOLDER: join(place, 'kept') };
  const child = spawn(process.execPath, [COMMAND, ...words], { env, cwd: place });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, out: out.trim(), err: err.trim().split('\n') };
}

function pictures() {
  return database.query(
    'SELECT alt_ja, alt_en, position, state, variant_id IS NULL AS of_all FROM catalog.product_pictures ORDER BY position',
  );
}

it('adds files to a product once, and says of each what came of it', async () => {
  const [{ slug } = { slug: '' }] = await database.query<{ slug: string }>(
    'SELECT slug FROM catalog.products WHERE id = $1',
    [productId],
  );
  const alt = ['--alt-ja', '皿の上の羊羹', '--alt-en', 'Yokan on a plate'];
  const files = ['one.jpg', 'page.jpg', 'none.jpg', 'two.jpg'];
  const first = await add('--product', slug, '--file', ...files, ...alt);
  expect([first.code, first.out]).toEqual([1, '2 added, 0 there already, 2 refused']);
  expect(first.err).toEqual([
    expect.stringMatching(/^1\/4 one\.jpg: added as pic_/),
    '2/4 page.jpg: not added: UNSUPPORTED_TYPE',
    '3/4 none.jpg: not added: it cannot be read (ENOENT)',
    expect.stringMatching(/^4\/4 two\.jpg: added as pic_/),
  ]);
  const row = { alt_ja: '皿の上の羊羹', alt_en: 'Yokan on a plate', state: 'PENDING', of_all: true };
  expect(await pictures()).toEqual([
    { ...row, position: 0 },
    { ...row, position: 1 },
  ]);
  expect(await readdir(join(place, 'kept', 'uploads'))).toHaveLength(2);
  const [change] = await database.query<{ actor: string }>(
    'SELECT actor FROM catalog.changes WHERE subject = $1 ORDER BY id DESC LIMIT 1',
    [productId],
  );
  expect(change!.actor).toMatch(/^COMMAND:pictures:add by ./);

  const again = await add('--product', productId, '--file', 'two.jpg', 'one.jpg', ...alt);
  expect([again.code, again.out]).toEqual([0, '0 added, 2 there already, 0 refused']);
  expect(await pictures()).toHaveLength(2);

  await writeFile(join(place, 'folder', `${sku}.jpg`), await photograph({ width: 800, height: 500 }));
  await copyFile(join(place, 'one.jpg'), join(place, 'folder', `${sku}_2.jpg`));
  await copyFile(join(place, 'one.jpg'), join(place, 'folder', 'NOBODY.jpg'));
  const folder = await add('--folder', 'folder', '--show-variant');
  expect([folder.code, folder.out]).toEqual([1, '1 added, 1 there already, 1 refused']);
  expect((await pictures()).at(-1)).toEqual({
    alt_ja: '柚子羊羹',
    alt_en: 'Yuzu Yokan',
    position: 2,
    state: 'PENDING',
    of_all: false,
  });
});

it('says what is wrong with what it was given', async () => {
  for (const words of [[], ['--product', 'x'], ['--folder', 'nowhere'], ['--folder', '.', '--product', 'x']])
    expect(await add(...words)).toMatchObject({ code: 2, out: '' });
  const blank = await add('--product', productId, '--file', 'one.jpg', '--alt-en', ' ');
  expect(blank).toMatchObject({ code: 0, out: '0 added, 1 there already, 0 refused' });
  const long = await photograph({ width: 900, height: 500 });
  await writeFile(join(place, 'three.jpg'), long);
  const wrong = await add('--product', productId, '--file', 'three.jpg', '--alt-en', ' ');
  expect(wrong).toMatchObject({ code: 1, err: [expect.stringContaining('altEn must be')] });
  expect(await readdir(join(place, 'kept', 'uploads'))).toHaveLength(3);
});
