import { setTimeout as wait } from 'node:timers/promises';
import { drive } from '@depachika/demo/drive/drive.ts';
import { shopApi } from '@depachika/demo/drive/shop-api.ts';
import { demoAccounts } from '@depachika/demo/people.ts';
import { isId } from '@depachika/ids/ids.ts';
import { defineCommand, runCommand, WrongUse } from '../command.ts';
import { READS_PORT, shopGraphqlUrl } from '../shop-location.ts';

const STEP_MS = 2_000;
const LOOK_MS = 5_000;

export const command = defineCommand({
  name: 'demo:drive',
  summary: 'drives demo parcels to their doors',
  description: `Drives demo parcels to their doors at the running shop: signs in as staff at its public GraphQL endpoint,
    picks parcels up at the store, sends their positions on the way and hands them over. Watch it with
    shipmentStatusChanged.`,
  takes: (command) =>
    command
      .option(
        '--url <url>',
        "the shop's GraphQL endpoint (default: that of the shop that runs from this folder)",
        aUrl,
      )
      .option('--speed <n>', '0.1 to 1000: 1 books a step every 2 s, 10 every 0.2 s (default: 1)', aSpeed)
      .option('--order <id>', "only this order's parcels, then end", anOrder)
      .option('--once', 'end when no parcel waits; without it, go on until Ctrl-C')
      .option(
        '--email <text>',
        'another account with the right to manage deliveries',
        demoAccounts.staff.email,
      )
      .option('--password <text>', 'its password', demoAccounts.staff.password),
  examples: ['npm run demo:drive -- --speed 5', 'npm run demo:drive -- --order ord_… --once'],
  reads: READS_PORT,
  exitCodes: {
    0: 'when it ended or was stopped',
    1: 'when the shop cannot be reached or refuses',
    2: 'for a wrong option',
  },
  async run({ options }, running) {
    const { url = shopGraphqlUrl(), speed = 1, order, once = false, email, password } = options;
    const signal = running.untilCtrlC();
    const pauseMs = { step: STEP_MS / speed, look: LOOK_MS / Math.max(1, speed / 5) };
    const arrived = await drive({
      shop: shopApi({ url, email, password }),
      orderId: order,
      once,
      pause: (what) => wait(pauseMs[what], undefined, { signal }).catch(() => {}),
      print: (line) => console.log(line),
      signal,
    });
    const parcels = arrived === 1 ? 'parcel' : 'parcels';
    console.log(`${signal.aborted ? 'Stopped' : 'Done'}: ${arrived} ${parcels} delivered.`);
  },
  explain: (error, { options }) =>
    isRefused(error)
      ? `Nothing answers at ${options.url ?? shopGraphqlUrl()}: start the shop first (npm start), or name it with --url.`
      : `The drive ended: ${error.message}`,
});

function aUrl(text: string): string {
  if (URL.canParse(text)) return text;
  throw new WrongUse(`--url must be a URL, not ${text}`);
}

function aSpeed(text: string): number {
  const speed = Number(text);
  if (speed >= 0.1 && speed <= 1000) return speed;
  throw new WrongUse(`--speed must be from 0.1 to 1000, not ${text}`);
}

function anOrder(text: string): string {
  if (isId('ord', text)) return text;
  throw new WrongUse(`--order must be an order's id such as ord_…, not ${text}`);
}

function isRefused({ cause }: Error): boolean {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
}

if (import.meta.main) await runCommand(command);
