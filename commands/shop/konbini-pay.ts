import { systemClock as clock } from '@depachika/clock/clock.ts';
import { paySlip, slipAmountYen } from '@depachika/demo/slips/pay-slip.ts';
import { paymentsConfig } from '@depachika/payments/config.ts';
import { causeOf, defineCommand, runCommand, WrongUse } from '../command.ts';
import { isMissingTable, openShopDatabase } from '../shop-database.ts';
import { READS_DATABASE, READS_PORT, shopGraphqlUrl, shopGraphqlUrlBesideData } from '../shop-location.ts';
import { fromEnvironment } from '../values.ts';

export const command = defineCommand({
  name: 'konbini:pay',
  summary: "pays a slip at the sandbox's register",
  description: `Pays a slip at the sandbox's register: tells the running shop, signed as the payment provider would. A
    slip that is paid once more is money that the shop has twice: it says so, and keeps it for staff.`,
  takes: (command) =>
    command
      .argument('<payment code>', 'as the slip shows it')
      .option(
        '--amount <yen>',
        'what was paid, whole yen, as if before a cancel (default: what the register asks for)',
        wholeYen,
      )
      .option(
        '--url <url>',
        "where the shop takes the provider's word (default: of the shop that runs from this folder)",
      ),
  examples: ['npm run konbini:pay -- 93512047', 'npm run konbini:pay -- 93512047 --amount 100'],
  reads: {
    PAYMENT_WEBHOOK_SECRET: "the shop's own, in production",
    ...READS_DATABASE,
    ...READS_PORT,
  },
  exitCodes: {
    0: 'when the shop took it',
    1: 'when it refused it',
    2: 'when it could not be told',
  },
  async run({ args: [paymentCode], options }, running) {
    const { url = webhookOf(options.amount === undefined ? shopGraphqlUrlBesideData() : shopGraphqlUrl()) } =
      options;
    const { webhookSecret: secret } = fromEnvironment(paymentsConfig);
    const amountYen =
      options.amount ??
      (await slipAmountYen(await openShopDatabase(running, { service: 'konbini register' }), paymentCode));
    const { isTaken, status, text } = await paySlip({ paymentCode, amountYen, url, secret, clock });
    const said = `${amountYen} yen for ${paymentCode}: the shop answered ${status} ${text}`;
    console[isTaken ? 'log' : 'error'](said);
    if (text.includes('"PAID_TWICE"'))
      console.log(
        'The slip was paid before: the shop has this money twice, and staff decide on it (npm run payments:notifications -- list).',
      );
    if (status === UNSIGNED)
      console.error('PAYMENT_WEBHOOK_SECRET must hold the secret that this shop was started with.');
    return isTaken ? 0 : 1;
  },
  // 1 says that the shop refused it.
  failsWith: 2,
  explain(error) {
    if (isMissingTable(error))
      return 'There are no slips in this database yet: start the shop first (npm start).';
    const cause = causeOf(error);
    return `The shop could not be told: ${error.message}${cause ? ` (${cause})` : ''}`;
  },
});

/** The shop does not know the signature. */
const UNSIGNED = 401;

function webhookOf(graphqlUrl: string): string {
  return new URL('/webhooks/payments', graphqlUrl).href;
}

function wholeYen(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new WrongUse(`--amount must be whole yen from 1, not ${text}`);
}

if (import.meta.main) await runCommand(command);
