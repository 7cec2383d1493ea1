import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@depachika/clock/clock.ts';
import { openPaymentsShop, type PaymentsShop, SECRET } from '@depachika/payments/testing/test-payments.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';

let database: TestDatabase;
let shop: PaymentsShop;
let router: Server;
let url: string;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
  // The command signs by the machine's time.
  shop = openPaymentsShop(database.database('payments'), systemClock.now());
  router = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { status, body } = await shop.subgraph.webhook({
      headers: request.headers,
      body: Buffer.concat(chunks),
    });
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => router.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(router.address() as AddressInfo).port}/webhooks/payments`;
});
afterAll(async () => {
  await new Promise((resolve) => router.close(resolve));
  await database.close();
});

it('pays a slip by its code alone, and says what the shop answered', async () => {
  const order = await shop.place('KONBINI');
  const slip = await shop.slip(order);
  const code = slip!.payment_code;
  expect(await run([code, '--url', url, '--amount', '2999'])).toMatchObject({ exit: 1, err: said('WRONG') });
  expect(await run([code, '--url', url], 'another-secret-that-is-long-enough')).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/401[\s\S]*PAYMENT_WEBHOOK_SECRET must hold/),
  });
  expect(await run([code, '--url', url])).toMatchObject({ exit: 0, out: said('ACCEPTED') });
  const again = await run([code, '--url', url]);
  expect(again).toMatchObject({ exit: 0, out: said('PAID_TWICE') });
  expect(again.out).toContain('npm run payments:notifications -- list');
  const [kept] = await shop.database.query<{ outcome: string }>(
    "SELECT outcome FROM payments.webhook_events WHERE payment_code = $1 AND outcome <> 'ACCEPTED' AND outcome <> 'WRONG_AMOUNT'",
    [code],
  );
  expect(kept).toEqual({ outcome: 'PAID_TWICE' });
  expect(await shop.payment(order)).toMatchObject({ status: 'PAID' });
});

it('takes no money for a slip that was cancelled with its order', async () => {
  const order = await shop.place('KONBINI');
  const code = (await shop.slip(order))!.payment_code;
  await shop.deliver('OrderCancelled', order.cancelled);
  await shop.work();
  expect(await run([code, '--url', url])).toMatchObject({ exit: 2, err: said('was cancelled') });
  expect(await shop.payment(order)).toMatchObject({ status: 'VOIDED' });
});

it('says what is wrong with what it was given', async () => {
  expect(await run(['--help'])).toMatchObject({ exit: 0, out: said('Usage:') });
  expect(await run([])).toMatchObject({ exit: 2, err: said('Usage:') });
  expect(await run(['0', '--url', url])).toMatchObject({ exit: 2, err: said('issued no slip') });
  expect(await run(['0', '--amount', '1.5'])).toMatchObject({ exit: 2, err: said('--amount') });
  expect(await run(['0', '--amount', '1', '--url', 'http://127.0.0.1:1'])).toMatchObject({
    exit: 2,
    err: said('could not be told'),
  });
});

function said(text: string) {
  return expect.stringContaining(text);
}

function run(
  args: readonly string[],
  secret = SECRET,
): Promise<{ exit: number | null; out: string; err: string }> {
  const command = fileURLToPath(new URL('konbini-pay.ts', import.meta.url));
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...process.env, DATABASE_URL: database.url, PAYMENT_WEBHOOK_SECRET: secret },
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
