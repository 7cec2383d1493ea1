import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderHolder } from '@depachika/database/embedded/folder-lock.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastSlot, newBuyer, orderPage, placeOrder, statusOf } from './support/buyer.ts';
import { newProduct } from './support/catalogue.ts';
import { logIn, type Shop, startShop } from './support/shop.ts';
import { PROJECT, ShopNotStarted, startShopProcess } from './support/shop-process.ts';

// The whole shop in one process over its own data folder, as `npm start` runs it.

let shop: Shop;
let home: string;

beforeAll(async () => {
  shop = await startShop({ embedded: true, subgraphPorts: true });
  home = await mkdtemp(join(tmpdir(), 'depachika-home-'));
});
afterAll(async () => {
  await shop?.stop();
  await rm(home, { recursive: true, force: true });
});

const ALONE = { DEMO_DATA: 'off', SUBGRAPH_PORTS: 'off' };

describe('A second start', () => {
  it('on the same data says who uses them', async () => {
    const second = startShopProcess({ ...ALONE, DATA_DIR: shop.folder, PORT: '0' }, EMBEDDED);
    const { exit, output } = await refusalOf(second);
    expect(exit.code).toBe(1);
    expect(output).toContain(`The data folder is in use by process ${shop.process().pid}`);
    expect(output).not.toMatch(/\n +at /);
  });

  it('on the same port says which', async () => {
    const { port } = new URL(shop.graphqlUrl());
    const second = startShopProcess({ ...ALONE, DATA_DIR: home, PORT: port }, EMBEDDED);
    const { exit, output } = await refusalOf(second);
    expect(exit.code).toBe(1);
    expect(output).toContain(`Port ${port} is in use`);
    expect(output).not.toMatch(/\n +at /);
    expect(folderHolder(home)).toBeUndefined();
  });
});

const EMBEDDED = { topology: 'embedded' } as const;

async function refusalOf(starting: Promise<unknown>): Promise<ShopNotStarted> {
  const refusal = await starting.then(
    () => undefined,
    (error) => error,
  );
  expect(refusal).toBeInstanceOf(ShopNotStarted);
  return refusal;
}

describe('rover', () => {
  it('introspects a domain with a token of npm run token', async () => {
    const { stdout: token } = await shop.command('commands/develop/token.ts', '--role', 'admin');
    const header = `Authorization: Bearer ${token.trim()}`;
    const sdl = await rover('subgraph', 'introspect', shop.subgraphUrl('orders'), '--header', header);
    expect(sdl).toContain('type Order');
    expect(sdl).toContain('@key(fields: "id")');
  });

  it('introspects the composed graph', async () => {
    const sdl = await rover('graph', 'introspect', shop.graphqlUrl());
    expect(sdl).toContain('searchProducts');
    expect(sdl).toContain('placeOrder');
  });
});

/** @returns what it printed */
function rover(...args: string[]): Promise<string> {
  const command = join(PROJECT, 'node_modules/.bin/rover');
  const env = { ...process.env, HOME: home, APOLLO_HOME: home, APOLLO_TELEMETRY_DISABLED: 'true' };
  return new Promise((resolve, reject) => {
    execFile(command, [...args, '--skip-update-check'], { env, cwd: home }, (error, stdout, stderr) =>
      error ? reject(new Error(`${error.message}\n${stderr}`)) : resolve(stdout),
    );
  });
}

describe('Stopping', () => {
  it('by kill -9 loses nothing that was answered, and the next start takes the folder over', async () => {
    const buyer = await newBuyer(shop);
    const product = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 1 });
    const { id: slotId } = await lastSlot(buyer);
    const order = await placeOrder(buyer, { ...product, slotId });
    const { pid } = shop.process();
    expect(await shop.kill9()).toEqual({ code: null, signal: 'SIGKILL' });
    await shop.restart();
    expect(shop.process().pid).not.toBe(pid);
    expect(folderHolder(shop.folder)?.pid).toBe(shop.process().pid);
    await statusOf(buyer, order.id, 'CONFIRMED');
  });

  it('by Ctrl-C is clean, also while somebody follows an order, and the next start goes on', async () => {
    const buyer = await newBuyer(shop);
    const product = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 1 });
    const order = await placeOrder(buyer, { ...product, slotId: (await lastSlot(buyer)).id });
    await statusOf(buyer, order.id, 'CONFIRMED');
    const following = buyer.follow('track-order', { orderId: order.id, since: 0 });
    await following.until((events) => events.length === 2);
    const stopping = shop.process();
    // It gives itself 4.5 s, says when that is not enough, and then ends with 1.
    expect(await shop.interrupt()).toEqual({ code: 0, signal: null });
    expect(stopping.output()).toMatch(/Stopped\.\n$/);
    expect(folderHolder(shop.folder)).toBeUndefined();
    await following.stop();

    await shop.restart();
    expect((await orderPage(buyer, order.id)).version).toBe(2);
  });
});
