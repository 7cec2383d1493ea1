import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { systemClock } from '@depachika/clock/clock.ts';
import { attach } from '@depachika/database/embedded/embedded.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { paymentsConfig } from '@depachika/payments/config.ts';
import { SIGNATURE_HEADER, signWebhook } from '@depachika/payments/provider/webhook-signature.ts';

const DEFAULT_URL = 'http://127.0.0.1:8080/webhooks/payments';

const USAGE = `Usage: npm run konbini:pay -- <payment code> [--amount <yen>] [--url <url>]

Pays a slip at the sandbox's register: tells the running shop, signed as the payment provider would.

  --amount  what was paid, whole yen; default: what the sandbox issued the slip for
  --url     where the shop listens; default ${DEFAULT_URL}
  --help    print this

PAYMENT_WEBHOOK_SECRET must be the shop's own. DATABASE_URL names the database that the slip is looked up in; without it,
the shop's own in DATA_DIR (default .data).
Exit code: 0 when the shop took it, 1 when it refused it, 2 when it could not be told.`;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        amount: { type: 'string' },
        url: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const [paymentCode] = positionals;
    if (values.help || positionals.length !== 1 || !paymentCode) {
      console[values.help ? 'log' : 'error'](USAGE);
      return values.help ? 0 : 2;
    }
    const amountYen = values.amount === undefined ? await slipAmount(paymentCode) : yen(values.amount);
    return await tell({ paymentCode, amountYen }, values.url ?? DEFAULT_URL);
  } catch (error) {
    console.error(explain(error as NodeJS.ErrnoException));
    return 2;
  }
}

function yen(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`--amount must be whole yen from 1, not ${text}`);
  return Number(text);
}

async function slipAmount(paymentCode: string): Promise<number> {
  const attached = await attach({
    url: process.env.DATABASE_URL,
    folder: process.env.DATA_DIR ?? fileURLToPath(new URL('../../.data', import.meta.url)),
    onProgress: (step) => console.error(step),
  });
  const database = openDatabase({ url: attached.url, service: 'konbini register', poolSize: 1 });
  try {
    const [slip] = await database.query<{ amount_yen: number }>(
      'SELECT amount_yen FROM payments.sandbox_slips WHERE payment_code = $1',
      [paymentCode],
    );
    if (!slip) throw new Error(`The sandbox issued no slip with the code ${paymentCode}.`);
    return slip.amount_yen;
  } finally {
    await database.close();
    await attached.close();
  }
}

async function tell(paid: { paymentCode: string; amountYen: number }, url: string): Promise<number> {
  const now = systemClock.now();
  const body = JSON.stringify({
    id: newId('evt'),
    type: 'konbini.paid',
    ...paid,
    paidAt: now.toISOString(),
  });
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      [SIGNATURE_HEADER]: signWebhook(body, paymentsConfig(process.env).webhookSecret, now),
    },
    signal: AbortSignal.timeout(10_000),
  });
  const answer = await response.text();
  const said = `${paid.amountYen} yen for ${paid.paymentCode}: the shop answered ${response.status} ${answer}`;
  console[response.ok ? 'log' : 'error'](said);
  return response.ok ? 0 : 1;
}

function explain({ code, message, cause }: NodeJS.ErrnoException): string {
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${message}\n\n${USAGE}`;
  if (code === '42P01') return 'There are no slips in this database yet: start the shop first (npm start).';
  const because =
    cause instanceof Error ? ` (${cause.message || (cause as NodeJS.ErrnoException).code})` : '';
  return `The shop could not be told: ${message}${because}`;
}
