import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '@depachika/database/database.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const LINES = 1_500;
const WITHIN_A_MINUTE = { timeout: 60_000, interval: 20 };

let server: TestDatabase;
let database: Database;
let folder: string;
let file: string;

beforeAll(async () => {
  server = await testDatabase({ domains: ['products', 'bus'] });
  database = server.database('products');
  folder = mkdtempSync(join(tmpdir(), 'depachika-import-'));
  file = join(folder, 'products.csv');
  const heading = 'sku,slug,name_ja,name_en,name_kana,brand,category,tax_class,price_yen';
  const lines = Array.from(
    { length: LINES },
    (_, number) =>
      `KILL-${number},kill-${number},羊羹${number},Yokan,ヨウカン,花月庵,sweets,REDUCED,${100 + number}`,
  );
  writeFileSync(file, [heading, ...lines].join('\r\n'));
  writeFileSync(join(folder, 'categories.csv'), 'slug,name_ja,name_en\nsweets,菓子,Sweets\n');
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.close();
});

it('goes on where it stood when it was killed or interrupted, and writes every line once', async () => {
  expect(await run('import', ['categories', join(folder, 'categories.csv')])).toMatchObject({ exit: 0 });
  expect(await endedOnTheWay('SIGKILL')).toBe('SIGKILL');
  const first = await linesDone();
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(LINES);
  expect(await endedOnTheWay('SIGINT')).toBe(130);
  expect(await linesDone()).toBeGreaterThan(first);
  expect(await run('import', ['products', file])).toMatchObject({
    exit: 0,
    out: '1500 lines: 1500 added, 0 changed, 0 unchanged, 0 refused\n',
  });
  const [counts] = await database.query(
    `SELECT count(*)::int AS products, (SELECT count(*)::int FROM catalog.product_variants) AS variants,
       (SELECT count(*)::int FROM catalog.changes WHERE operation = 'catalogue:import') AS changes,
       (SELECT count(*)::int FROM catalog.variant_prices) AS prices,
       (SELECT count(DISTINCT key)::int FROM catalog.outbox_events) AS told,
       (SELECT count(*)::int FROM catalog.outbox_events) AS events
     FROM catalog.products`,
  );
  expect(counts).toEqual({
    ...{ products: LINES, variants: LINES, changes: LINES },
    ...{ prices: LINES, told: LINES, events: LINES },
  });
});

it('writes a file that it reads again without a change, and names what is wrong in either language', async () => {
  const out = join(folder, 'out.csv');
  expect(await run('export', ['prices', out, '--encoding', 'shift_jis'])).toMatchObject({ exit: 0 });
  expect(await run('import', ['prices', out])).toMatchObject({
    exit: 0,
    out: '1500 lines: 0 added, 0 changed, 1500 unchanged, 0 refused\n',
  });
  writeFileSync(out, 'SKU,価格\nKILL-1,999\nKILL-2,ただ\n');
  const all = await run('import', ['prices', out, '--all-or-nothing']);
  expect(all).toEqual({
    exit: 1,
    out: 'Line 3, price_yen: "ただ" must be a whole number\n2 lines: 0 added, 1 changed, 0 unchanged, 1 refused. Nothing was written.\n',
  });
  const good = await run('import', ['prices', out, '--language', 'ja']);
  expect(good).toEqual({
    exit: 1,
    out: 'Line 3, price_yen: "ただ" must be 整数\n2 lines: 0 added, 1 changed, 0 unchanged, 1 refused\n',
  });
  writeFileSync(out, 'sku,colour\nKILL-1,red\n');
  expect(await run('import', ['prices', out])).toMatchObject({ exit: 2 });
  expect(await run('import', ['prices', join(folder, 'none.csv')])).toMatchObject({ exit: 2 });
  expect(await run('export', ['prices', out, '--columns', 'colour'])).toMatchObject({ exit: 2 });
  expect(readFileSync(out, 'utf8')).toContain('colour');
});

async function linesDone(): Promise<number> {
  const rows = await database.query<{ lines: number }>(
    `SELECT coalesce(max(lines_done), 0)::int AS lines FROM catalog.bulk_imports WHERE kind = 'products'`,
  );
  return rows[0]!.lines;
}

/** Ends an import by a signal as soon as it has come further. @returns the signal or the code that ended it */
async function endedOnTheWay(signal: NodeJS.Signals): Promise<unknown> {
  const before = await linesDone();
  const child = start('import', ['products', file]);
  const ended = once(child, 'close');
  await vi.waitFor(async () => expect(await linesDone()).toBeGreaterThan(before), WITHIN_A_MINUTE);
  child.kill(signal);
  const [code, by] = await ended;
  return by ?? code;
}

function start(what: 'import' | 'export', words: readonly string[]) {
  const command = fileURLToPath(new URL(`catalogue-${what}.ts`, import.meta.url));
  const env = { ...process.env, DATABASE_URL: server.url, DATA_DIR: folder };
  return spawn(process.execPath, [command, ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function run(what: 'import' | 'export', words: readonly string[]) {
  const child = start(what, words);
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  const [exit] = await once(child, 'close');
  return { exit, out };
}
