import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../open-database.ts';
import { attach, type EmbeddedDatabase, startEmbeddedDatabase } from './embedded.ts';
import { folderHolder } from './folder-lock.ts';

let parent: string;
let folder: string;
const started: EmbeddedDatabase[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'depachika-embedded-'));
  folder = join(parent, 'data');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const database of started.splice(0)) await database.close();
  await rm(parent, { recursive: true, force: true });
});

test('refuses a folder that this process uses already, and another may have it afterwards', async () => {
  const first = await start();
  await expect(start()).rejects.toMatchObject({ code: 'FOLDER_IN_USE', pid: process.pid });
  await first.close();
  await expect(start()).resolves.toBeDefined();
});

test('leaves neither lock nor socket behind', async () => {
  await (await start()).close();
  expect(await readdir(folder)).toEqual(['postgres']);
});

test('keeps its data between starts', async () => {
  const first = await start();
  await asking(first.url, 'CREATE TABLE public.kept AS SELECT 7 AS n');
  await first.close();
  expect(await asking((await start()).url, 'SELECT n FROM public.kept')).toEqual([{ n: 7 }]);
});

test('finds PostGIS installed', async () => {
  const { url } = await start();
  const inside = `SELECT ST_Contains(ST_MakeEnvelope(139, 35, 140, 36, 4326), ST_SetSRID(ST_Point(139.7, 35.6), 4326)) AS inside`;
  expect(await asking(url, inside)).toEqual([{ inside: true }]);
});

test.runIf(existsSync('/proc/self/status'))('keeps nothing of what it has answered', async () => {
  const { url } = await start();
  const database = openDatabase({ url, service: 'test' });
  const answers = async (count: number) => {
    for (let n = 0; n < count; n += 1) await database.query(`SELECT repeat('x', 200000) AS text`);
  };
  await answers(200);
  const before = residentMib();
  await answers(1_000);
  await database.close();
  // 200 MiB have been answered.
  expect(residentMib() - before).toBeLessThan(100);
});

test('works in a folder whose path is too long for a socket', async () => {
  folder = join(parent, 'a-long-name-'.repeat(10), 'data');
  const { url } = await start();
  expect(await asking(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const second = await attach({ url: undefined, folder });
  expect(await asking(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('takes over from a process killed in the middle of writes and has every row that it committed', async () => {
  const holder = spawnHolder();
  const lines = holder.lines[Symbol.asyncIterator]();
  await lines.next();
  await expect(start()).rejects.toMatchObject({ code: 'FOLDER_IN_USE', pid: holder.child.pid });
  const attached = await attach({ url: undefined, folder });
  const seen = await asking<{ n: number }>(attached.url, 'SELECT count(*) AS n FROM public.written');
  expect(seen[0]!.n).toBeGreaterThanOrEqual(0);

  let committed = 0;
  while (committed < 50) committed = Number((await lines.next()).value);
  holder.child.kill('SIGKILL');
  await once(holder.child, 'exit');

  const rows = await asking<{ n: number }>((await start()).url, 'SELECT n FROM public.written ORDER BY n');
  expect(rows.length).toBeGreaterThanOrEqual(committed);
  expect(rows.map(({ n }) => n)).toEqual(rows.map((_, index) => index + 1));
});

async function start(): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase({ folder });
  started.push(database);
  return database;
}

/** Of the process in which PostgreSQL runs. */
function residentMib(): number {
  const { pid } = folderHolder(join(folder, 'postgres'))!;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

async function asking<R extends Record<string, unknown>>(url: string, text: string): Promise<R[]> {
  const database = openDatabase({ url, service: 'test' });
  return database.query<R>(text).finally(() => database.close());
}

function spawnHolder() {
  const script = fileURLToPath(new URL('../testing/hold-database.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return { child, lines: createInterface({ input: child.stdout }) };
}
