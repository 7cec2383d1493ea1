import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startArguments } from '../../topology/start-arguments.ts';

/** The shop's folder: where commands are run. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** `node start.ts` in a process of its own. */
export interface ShopProcess {
  readonly pid: number;
  /** Where the graph is served; known once it is ready. */
  readonly graphqlUrl: string;
  /** Where the clock can be set forward; undefined without TEST_CONTROLS. */
  readonly clockUrl: string | undefined;
  /** Everything that it has printed so far. */
  output(): string;
  /** Resolves when the process is gone, whoever ended it. */
  readonly exited: Promise<Exit>;
  signal(signal: NodeJS.Signals): void;
  /** What a distributed shop is made of, as it was when it became ready; empty in one process. */
  services(): readonly ServiceProcess[];
}

export interface ServiceProcess {
  /** `orders`, or `orders-2` for the second of its kind. */
  readonly name: string;
  readonly service: string;
  readonly pid: number;
  /** Of its HTTP port; of the graph for a router. */
  readonly url: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The process ended before it was ready. */
export class ShopNotStarted extends Error {
  readonly exit: Exit;
  readonly output: string;

  constructor(exit: Exit, output: string) {
    super(`The shop ended with ${exit.code ?? exit.signal} before it was ready:\n${output}`);
    this.exit = exit;
    this.output = output;
  }
}

const READY = /Depachika is ready/;
const GRAPH = /Graph +(http\S+)/;
const CLOCK = /Test clock +(http\S+)/;
const SERVICES = /^\{"ready":.*\}$/m;

/**
 * `E2E_TOPOLOGY=distributed` runs the same suites against one process per service; with `TEST_DATABASE_READ_URL`, a
 * replica of the server of `TEST_DATABASE_URL` without a database's name, either reads that.
 */
export const TOPOLOGY: Topology = process.env.E2E_TOPOLOGY === 'distributed' ? 'distributed' : 'embedded';
export type Topology = keyof typeof ENTRY;
const ENTRY = { distributed: startArguments('start:distributed'), embedded: startArguments() } as const;

export interface LaunchOptions {
  readonly topology?: Topology;
  readonly args?: readonly string[];
}

/** Resolves at the ready line. @throws ShopNotStarted */
export async function startShopProcess(
  env: Readonly<Record<string, string>>,
  { topology = TOPOLOGY, args = [] }: LaunchOptions = {},
): Promise<ShopProcess> {
  const child = spawn(process.execPath, [...ENTRY[topology], ...args], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited(),
      ...(topology === 'distributed' ? serversOf(env.DATABASE_URL) : {}),
      ...(env.DATABASE_URL ? { DATABASE_READ_URL: process.env.TEST_DATABASE_READ_URL ?? '' } : {}),
      ...env,
    },
  });
  let output = '';
  const exited = new Promise<Exit>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  const isReady = () =>
    READY.test(output) &&
    // The line with the clock comes after the first one; the last says how to stop, or who runs.
    output.includes('Ctrl-C stops it.') &&
    (topology === 'embedded' || env.TEST_CONTROLS !== 'on' || SERVICES.test(output));
  await ready({
    child,
    exited,
    collect(chunk) {
      output += chunk;
      return isReady();
    },
    output: () => output,
  });
  return {
    pid: child.pid!,
    graphqlUrl: GRAPH.exec(output)![1]!,
    clockUrl: CLOCK.exec(output)?.[1],
    output: () => output,
    exited,
    signal: (signal) => void child.kill(signal),
    services: () => JSON.parse(SERVICES.exec(output)?.[0] ?? '{"ready":[]}').ready,
  };
}

/** Where its mails are read: each domain on its own shows what it owns. */
export function mailOriginOf({ graphqlUrl, services }: ShopProcess): string {
  const notifications = services().find(({ service }) => service === 'notifications');
  return new URL(notifications?.url ?? graphqlUrl).origin;
}

async function ready(start: {
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  /** @returns whether all has been said that there is to say */
  readonly collect: (chunk: string) => boolean;
  readonly output: () => string;
}): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const read = (chunk: Buffer) => {
    if (start.collect(String(chunk))) resolve();
  };
  start.child.stdout!.on('data', read);
  start.child.stderr!.on('data', read);
  start.exited.then((exit) => reject(new ShopNotStarted(exit, start.output())));
  await promise;
}

/** The real parts that only the distributed shop takes; topics carry the name of the shop's database. */
export function serversOf(databaseUrl: string | undefined): Record<string, string> {
  const { TEST_REDIS_URL: redis, TEST_KAFKA_BROKERS: kafka } = process.env;
  if (!databaseUrl) return {};
  return {
    ...(redis ? { REDIS_URL: redis } : {}),
    ...(kafka
      ? { KAFKA_BROKERS: kafka, KAFKA_TOPIC_PREFIX: `${new URL(databaseUrl).pathname.slice(1)}.` }
      : {}),
  };
}

/** A test's own settings decide, not those of whoever runs it. */
function inherited(): NodeJS.ProcessEnv {
  const {
    NODE_ENV: _,
    VITEST: __,
    DATABASE_URL: ___,
    DATABASE_READ_URL: ______,
    REDIS_URL: ____,
    KAFKA_BROKERS: _____,
    ...rest
  } = process.env;
  return rest;
}

/** Of every shop that is tested. */
export const SHOP_ENVIRONMENT = {
  PORT: '0',
  // The demo is in the data already.
  DEMO_DATA: 'off',
  TEST_CONTROLS: 'on',
  TEST_CONTROLS_PORT: '0',
  RATE_LIMIT_REQUESTS: '0',
  // A busy machine that answers late is no domain that is away.
  READ_BUDGETS_MS: '15000,orders=15000',
  ENRICHMENT_BUDGETS_MS: '15000,analytics=15000',
  // Tests place many orders to one door, and spend what new customers are given.
  CARD_FAILURES_PER_ACCOUNT: '100000',
  CARD_FAILURES_PER_CARD: '100000',
  CARD_FAILURES_PER_NETWORK: '100000',
  // All customers of the tests come from one network.
  USERS_LOGIN_FAILURES_PER_NETWORK: '100000',
  USERS_REGISTRATIONS_PER_NETWORK: '100000',
  ORDERS_UNPAID_PER_CUSTOMER: '1000',
  ORDERS_UNPAID_PER_RECIPIENT: '10000',
  ORDERS_UNPAID_PIECES_PER_CUSTOMER: '10000',
  ORDERS_UNPAID_PIECES_PER_RECIPIENT: '100000',
  WELCOME_POINTS_AFTER: 'REGISTRATION',
};
