import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PreparedShop, prepareShop } from './support/prepared-shop.ts';
import { shopClient } from './support/shop-client.ts';
import { PROJECT, ShopNotStarted, type ShopProcess, startShopProcess } from './support/shop-process.ts';

// The shop in production, as its operator starts it: without demo, with secrets of its own.

const EMBEDDED = { topology: 'embedded' } as const;
const OWN = {
  NODE_ENV: 'production',
  PORT: '0',
  HOST: '127.0.0.1',
  PAYMENT_PROVIDER: 'sandbox',
  PAYMENT_WEBHOOK_SECRET: randomBytes(24).toString('base64url'),
  SMTP_URL: 'smtp://127.0.0.1:1',
  MAIL_FROM: 'shop@depachika.example',
  SHOP_URL: 'https://shop.example',
};
const EMAIL = 'admin@shop.example';
const PASSWORD = randomBytes(12).toString('base64url');

let folder: string;
let shop: ShopProcess;
let demo: PreparedShop;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'depachika-production-'));
  demo = await prepareShop({ embedded: true });
  shop = await startShopProcess({ ...OWN, DATA_DIR: folder }, EMBEDDED);
});
afterAll(async () => {
  shop?.signal('SIGTERM');
  await shop?.exited;
  await demo?.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('a start in production', () => {
  it.each([
    ['PAYMENT_PROVIDER must be set in production', { PAYMENT_PROVIDER: '' }],
    ['PAYMENT_WEBHOOK_SECRET must hold', { PAYMENT_WEBHOOK_SECRET: '' }],
    [
      'PAYMENT_WEBHOOK_SECRET must hold a secret of your own',
      { PAYMENT_WEBHOOK_SECRET: 'depachika-development-webhook-secret' },
    ],
    ['DEMO_DATA must be off in production', { DEMO_DATA: 'on' }],
    [
      'DATABASE_URL must hold a password of your own',
      { DATABASE_URL: 'postgres://depachika:depachika@db.example/shop' },
    ],
    ['TEST_CONTROLS must be off in production', { TEST_CONTROLS: 'on' }],
  ])('says in one sentence what is wrong: %s', async (sentence, env) => {
    const elsewhere = { DATA_DIR: join(folder, 'elsewhere'), ...env };
    const output = await refusal({ ...OWN, ...elsewhere });
    expect(output).toContain(`It could not be started: ${sentence}`);
    expect(output).not.toMatch(/\n +at /);
  });

  it('is refused on the accounts of the demo shop', async () => {
    const output = await refusal({ ...OWN, DATA_DIR: demo.folder });
    expect(output).toContain('It could not be started: DATABASE_URL must name a database without the demo');
    expect(output).not.toMatch(/\n +at /);
  });

  it('tells the truth about what is there', async () => {
    expect(shop.output()).toContain('in production');
    expect(shop.output()).not.toMatch(/Sandbox in a browser|explorer|depachika-demo/);
    const { origin } = new URL(shop.graphqlUrl);
    for (const path of ['/explorer', '/explorer/'])
      expect((await fetch(new URL(path, origin))).status, path).toBe(404);
  });
});

describe('the first administrator', () => {
  it('is made by a command, from a file, and then gives others their roles', async () => {
    const file = join(folder, 'password');
    await writeFile(file, `${PASSWORD}\n`);
    expect(await adminCreate('--email', EMAIL, '--password-file', file)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^admin@shop\.example is an administrator \(usr_\w+\)\.\n$/),
    });
    expect(await adminCreate('--email', EMAIL, '--password-file', file)).toMatchObject({ code: 1 });
    const anybody = shopClient(() => shop.graphqlUrl);
    const { session } = await anybody.mutate('login', { email: EMAIL, password: PASSWORD });
    const admin = shopClient(() => shop.graphqlUrl, session.accessToken);
    const registered = await anybody.mutate('register', {
      email: 'staff@shop.example',
      password: PASSWORD,
      name: '店員',
    });
    const { id } = registered.session.user;
    const changed = await admin.mutate('set-user-role', {
      userId: id,
      role: 'STAFF',
      expectedVersion: 1,
    });
    expect(changed.__typename).toBe('SetUserRoleSuccess');
  });

  it('has a password that is asked for, or comes from a file, and that no document prints', async () => {
    expect(await adminCreate('--email', 'second@shop.example')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--password-file'),
    });
    const file = join(folder, 'published');
    await writeFile(file, 'depachika-demo');
    expect(await adminCreate('--email', 'second@shop.example', '--password-file', file)).toMatchObject({
      code: 2,
    });
    expect(await adminCreate('--password-file', file)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--email'),
    });
  });
});

describe('the end', () => {
  it('comes with exit code 0 while clients ask, each of whom is answered, and others never finish asking', async () => {
    const { hostname, port, origin } = new URL(shop.graphqlUrl);
    const halfSent = connect({ host: hostname, port: Number(port) });
    halfSent.on('error', () => undefined).write('POST /graphql HTTP/1.1\r\nhost: shop\r\ncontent-le');
    const pool = new Pool(origin, { connections: 4 });
    const answers: string[] = [];
    const clients = Array.from({ length: 4 }, async () => {
      for (;;) {
        const { headers, body } = await pool.request({
          method: 'POST',
          path: '/graphql',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: '{ categories { id } }' }),
        });
        answers.push(await body.text());
        if (headers.connection === 'close') return;
      }
    });
    await expect.poll(() => answers.length).toBeGreaterThan(20);
    shop.signal('SIGTERM');
    await Promise.all(clients);
    expect([...new Set(answers)]).toEqual([answers[0]]);
    expect(answers[0]).toContain('"data":{"categories":');
    expect(await shop.exited).toEqual({ code: 0, signal: null });
    expect(shop.output()).not.toContain('took too long');
    await pool.destroy();
    halfSent.destroy();
  });
});

async function refusal(env: Record<string, string>): Promise<string> {
  const refused = await startShopProcess(env, EMBEDDED).then(
    async (started) => {
      started.signal('SIGTERM');
      await started.exited;
      return undefined;
    },
    (error) => error,
  );
  if (!(refused instanceof ShopNotStarted)) throw new Error('It was started');
  expect(refused.exit.code).toBe(1);
  return refused.output;
}

function adminCreate(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(PROJECT, 'commands/operate/admin-create.ts'), ...args],
      { env: { ...process.env, DATA_DIR: folder, DATABASE_URL: '' } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}
