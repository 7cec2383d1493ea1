import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { drive } from '@depachika/demo/drive/demo-drive.ts';
import { shopApi } from '@depachika/demo/drive/demo-drive-shop.ts';
import { demoAccounts } from '@depachika/demo/people.ts';
import { isId } from '@depachika/ids/ids.ts';

const USAGE = `Usage: npm run demo:drive [-- --speed 5] [--order ord_…] [--once]

Drives demo parcels to their doors at the running shop: signs in as staff at its public GraphQL endpoint, picks parcels
up at the store, sends their positions on the way and hands them over. Watch it with shipmentStatusChanged.

  --url <url>     the shop's GraphQL endpoint; default http://127.0.0.1:8080/graphql
  --speed <n>     0.1 to 1000: 1 books a step every 2 s, 10 every 0.2 s; default 1
  --order <id>    only this order's parcels, then end
  --once          end when no parcel waits; without it, go on until Ctrl-C
  --email <text>, --password <text>
                  another account with the right to manage deliveries
  --help          print this

Exit code: 0 when it ended or was stopped, 1 when the shop cannot be reached or refuses, 2 for a wrong option.`;

const STEP_MS = 2_000;
const LOOK_MS = 5_000;

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const stopping = new AbortController();
  // Once: a second Ctrl-C ends the process at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  try {
    const arrived = await run(options, stopping.signal);
    console.log(
      `${stopping.signal.aborted ? 'Stopped' : 'Done'}: ${arrived} ${arrived === 1 ? 'parcel' : 'parcels'} delivered.`,
    );
    return 0;
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    console.error(explain(error as Error, options.url));
    return 1;
  }
}

function run(
  { url, speed, order, once, email, password }: DriveSettings,
  signal: AbortSignal,
): Promise<number> {
  const pauseMs = { step: STEP_MS / speed, look: LOOK_MS / Math.max(1, speed / 5) };
  return drive({
    shop: shopApi({ url, email, password }),
    orderId: order,
    once,
    pause: (what) => wait(pauseMs[what], undefined, { signal }).catch(() => {}),
    print: (line) => console.log(line),
    signal,
  });
}

interface DriveSettings {
  readonly url: string;
  readonly speed: number;
  readonly order: string | undefined;
  readonly once: boolean;
  readonly email: string;
  readonly password: string;
  readonly help: boolean;
}

/** @returns what is wrong, when something is */
function readOptions(): DriveSettings | string {
  try {
    const { values } = parseArgs({
      options: {
        url: { type: 'string', default: 'http://127.0.0.1:8080/graphql' },
        speed: { type: 'string', default: '1' },
        order: { type: 'string' },
        once: { type: 'boolean', default: false },
        email: { type: 'string', default: demoAccounts.staff.email },
        password: { type: 'string', default: demoAccounts.staff.password },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { order, url } = values;
    const speed = Number(values.speed);
    if (!(speed >= 0.1 && speed <= 1000)) return `--speed must be from 0.1 to 1000, not ${values.speed}`;
    if (!URL.canParse(url)) return `--url must be a URL, not ${url}`;
    if (order !== undefined && !isId('ord', order))
      return `--order must be an order's id such as ord_…, not ${order}`;
    return { ...values, order, speed };
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`;
  }
}

function explain({ message, cause }: Error, url: string): string {
  const code = (cause as { code?: string } | undefined)?.code;
  if (code === 'ECONNREFUSED')
    return `Nothing answers at ${url}: start the shop first (npm start), or name it with --url.`;
  return `The drive ended: ${message}`;
}
