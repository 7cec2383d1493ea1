import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { announceShop } from '@depachika/service/announced-shop.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

// The shop of these tests is what it has announced: this process, with a database and an endpoint of the test's.

let home: TestDatabase;
let endpoint: Server;
let graphqlUrl: string;
let asked: string[];
let folder: string;

beforeAll(async () => {
  home = await testDatabase({ domains: ['payments', 'inventory', 'analytics', 'bus'] });
  endpoint = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"errors":[{"message":"closed"}]}');
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  graphqlUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/graphql`;
});
afterAll(async () => {
  await new Promise((resolve) => endpoint.close(resolve));
  await home.close();
});
beforeEach(async () => {
  asked = [];
  folder = await mkdtemp(join(tmpdir(), 'depachika-location-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const NEED_DATA = [
  ['operate/audit-stock.ts'],
  ['operate/audit-money.ts'],
  ['operate/dlq.ts', 'list'],
  ['operate/analytics-rebuild.ts'],
  ['operate/rotate-keys.ts'],
  ['shop/konbini-pay.ts', '93512047', '--url', 'http://127.0.0.1:1'],
];

describe('a command that needs data', () => {
  it.each(NEED_DATA)('makes no empty database where no shop is: %s', async (file, ...args) => {
    const { exit, err } = await run(file!, args);
    expect(exit).toBe(2);
    expect(err).toMatch(
      /^No shop runs from .*: start the shop first \(npm start\), or set DATABASE_URL, .*\n$/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(NEED_DATA.slice(0, 4))(
    'finds the database of the shop that runs from its folder: %s',
    async (file, ...args) => {
      announceShop(folder, { graphqlUrl, databaseUrl: home.url });
      const { exit, out } = await run(file!, args);
      expect(exit).toBe(0);
      expect(out).toMatch(/Stock is right|Money is right|No dead letters|Rebuilt from 0 events/);
    },
  );

  it.each(NEED_DATA)('says where the data of a shop is that does not run: %s', async (file, ...args) => {
    await stoppedShop();
    const { exit, err } = await run(file!, args);
    expect(exit).toBe(2);
    expect(err).toContain('keeps its data at db.example:5432: start it first, or set DATABASE_URL');
  });

  it('goes where DATABASE_URL says, whatever runs from the folder', async () => {
    announceShop(folder, { graphqlUrl, databaseUrl: 'postgres://nobody@db.example:5432/elsewhere' });
    expect(await run('operate/audit-stock.ts', [], { DATABASE_URL: home.url })).toMatchObject({ exit: 0 });
  });
});

describe('a command that talks to the shop', () => {
  const drive = ['shop/demo-drive.ts', '--once'] as const;

  it('finds where the shop of its folder answers', async () => {
    announceShop(folder, { graphqlUrl });
    expect((await run(...words(drive))).err).toContain('closed');
    expect(asked).toEqual(['/graphql']);
  });

  it('asks nobody else when that shop does not run', async () => {
    for (const command of [drive, ['shop/order-watch.ts', 'ord_1']] as const) {
      const { exit, err } = await run(...words(command));
      expect(exit).toBeGreaterThan(0);
      expect(err).toMatch(
        /^The shop of .* does not run: start it \(npm start\), or set DATA_DIR or PORT .*\n$/,
      );
    }
  });

  it('goes where PORT says', async () => {
    announceShop(folder, { graphqlUrl: 'http://127.0.0.1:1/graphql' });
    await run(...words(drive), { PORT: new URL(graphqlUrl).port });
    expect(asked).toEqual(['/graphql']);
  });

  it('pays no slip of one shop at the register of another', async () => {
    announceShop(folder, { graphqlUrl: 'http://127.0.0.1:1/graphql', databaseUrl: home.url });
    const { exit, err } = await run('shop/konbini-pay.ts', ['93512047'], { PORT: new URL(graphqlUrl).port });
    expect({ exit, asked }).toEqual({ exit: 2, asked: [] });
    expect(err).toContain("set DATA_DIR to the other shop's folder, or leave PORT out");
  });
});

describe('reset', () => {
  it('leaves a shop alone that runs, in one process or in several', async () => {
    announceShop(folder, { graphqlUrl, databaseUrl: home.url });
    const { exit, err } = await run('operate/reset.ts');
    expect({ exit, err }).toEqual({
      exit: 1,
      err: expect.stringContaining(`runs as process ${process.pid}`),
    });
    expect(existsSync(folder)).toBe(true);
  });

  it('does not part keys from data that others keep', async () => {
    await stoppedShop();
    const { exit, err } = await run('operate/reset.ts');
    expect({ exit, err }).toEqual({
      exit: 1,
      err: expect.stringContaining('db.example:5432/shop, which is not cleared here'),
    });
    expect(existsSync(folder)).toBe(true);
  });

  it('removes what a shop has kept in its folder', async () => {
    await writeFile(join(folder, 'identity.json'), '{}');
    expect(await run('operate/reset.ts')).toMatchObject({ exit: 0, out: expect.stringContaining('is gone') });
    expect(existsSync(folder)).toBe(false);
  });
});

/** As a process leaves it that has ended since. */
async function stoppedShop(): Promise<void> {
  const announcement = {
    pid: process.pid,
    startedAt: 'earlier',
    databaseUrl: 'postgres://x@db.example:5432/shop',
  };
  await writeFile(join(folder, 'shop.json'), JSON.stringify(announcement));
}

function words([file, ...args]: readonly [string, ...string[]]): [string, string[]] {
  return [file, args];
}

function run(
  file: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<{ exit: number | null; out: string; err: string }> {
  const command = fileURLToPath(new URL(file, import.meta.url));
  const { PORT: _, DATABASE_URL: __, REDIS_URL: ___, KAFKA_BROKERS: ____, ...inherited } = process.env;
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...inherited, DATA_DIR: folder, ...env },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  return new Promise((resolve) => child.on('close', (exit) => resolve({ exit, ...said })));
}
