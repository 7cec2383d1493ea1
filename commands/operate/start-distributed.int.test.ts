import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('start-distributed.ts', import.meta.url));
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://own:own@127.0.0.1:1/shop',
  KAFKA_BROKERS: '',
  PAYMENT_PROVIDER: 'sandbox',
  PAYMENT_WEBHOOK_SECRET: 'h3pNUp0q0l8bq7mS9vJt2yB4wXcR6kZd',
  SMTP_URL: 'smtp://127.0.0.1:1',
  MAIL_FROM: 'shop@depachika.example',
  SHOP_URL: 'https://shop.example',
};

it.each([
  [/^KAFKA_REPLICATION must hold/, { KAFKA_BROKERS: '127.0.0.1:1' }],
  [/^KAFKA_REPLICATION must hold/, { DATABASE_URL: '' }],
  [/^PAYMENT_PROVIDER must be set in production/, { PAYMENT_PROVIDER: '' }],
  [/^PAYMENT_WEBHOOK_SECRET must hold/, { PAYMENT_WEBHOOK_SECRET: '' }],
  [/^SMTP_URL must hold/, { SMTP_URL: '' }],
  [/^DEMO_DATA must be off in production/, { DEMO_DATA: 'on' }],
  [/^ORDERS_POLL_MS must/, { NODE_ENV: 'development', ORDERS_POLL_MS: 'often' }],
])('finds a wrong setting of any process before one is started: %s', async (sentence, wrong) => {
  const { code, out, err } = await start({ ...PRODUCTION, ...wrong });
  expect({ code, out, lines: err.trim().split('\n').length }).toEqual({ code: 2, out: '', lines: 1 });
  expect(err).toMatch(sentence);
});

function start(env: NodeJS.ProcessEnv): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND], { env: { ...process.env, ...env } }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}
