import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { attach } from '@depachika/database/embedded/embedded.ts';
import { freePortOffset } from '@depachika/local-servers/free-ports.ts';
import { DEMO_PASSWORD } from '@depachika/schema/demo-accounts.ts';
import { DOMAIN_SERVICES, type DomainName } from '@depachika/schema/services.ts';
import { afterEach, expect } from 'vitest';
import { eventually } from './eventually.ts';
import { type PreparedShop, type PrepareOptions, prepareShop, untilSettled } from './prepared-shop.ts';
import { type ShopClient, shopClient } from './shop-client.ts';
import {
  type Exit,
  PROJECT,
  type ServiceProcess,
  SHOP_ENVIRONMENT,
  type ShopProcess,
  serversOf,
  startShopProcess,
  TOPOLOGY,
} from './shop-process.ts';

export interface ShopOptions extends PrepareOptions {
  /** More of the child's environment, at its first start. */
  readonly env?: Readonly<Record<string, string>>;
  /** Opens every domain's own port on loopback. */
  readonly subgraphPorts?: boolean;
  /** In one process with the database in its own data folder, whatever the servers and topology of the others. */
  readonly embedded?: boolean;
  /** More than one process of a service, where each has its own: `orders=2,web=2`. */
  readonly replicas?: string;
}

/** A whole shop in a process of its own, on data of its own, with a clock that can be set forward. */
export interface Shop {
  readonly folder: string;
  /** Undefined when the shop runs its embedded database itself. */
  readonly databaseUrl: string | undefined;
  /** Of the router. */
  graphqlUrl(): string;
  /**
   * Of the pages, which the router passes on: rendered by the shop's one process, or in a distributed shop by those that
   * `process().services()` lists as `web`, `web-2` …, whose pids a test may kill.
   */
  origin(): string;
  /** Of a domain's own port; needs `subgraphPorts`. */
  subgraphUrl(domain: DomainName): string;
  process(): ShopProcess;
  /** Nobody, or the holder of this access token. */
  client(token?: string): ShopClient;
  /** The shop's own time, now. */
  now(): Promise<Date>;
  /** Sets the shop's clock forward; it stays so when the shop is started again. */
  advance(ms: number): Promise<void>;
  /** SQL statements that all domains have sent since the start, BEGIN and COMMIT not counted. */
  statements(): Promise<number>;
  /** Until every event is handled everywhere. */
  settle(): Promise<void>;
  /** Runs one of the project's commands against this shop's data. @param script its file */
  command(script: string, ...args: string[]): Promise<Finished>;
  /** Ends the process as a power cut would. */
  kill9(): Promise<Exit>;
  /** Starts it again on the same data after it ended. */
  restart(options?: RestartOptions): Promise<void>;
  /** Ctrl-C. */
  interrupt(): Promise<Exit>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

export interface RestartOptions {
  /** Beside that of the first start. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long the shop was down, by its own clock; default 0. */
  readonly laterMs?: number;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const started = new Set<() => ShopProcess>();

/** Whoever reads of a failed test sees what its shop had to say. */
afterEach(({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const process of started)
    console.error(`The shop printed:\n${process().output().slice(-MAX_PRINTED)}`);
});

const SUBGRAPH_PORTS = DOMAIN_SERVICES.map(({ httpPort }) => httpPort);
const MAX_PRINTED = 8_000;

export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  const prepared = await prepareShop(options);
  try {
    return await runShop(prepared, options);
  } catch (error) {
    await prepared.remove();
    throw error;
  }
}

async function runShop(prepared: PreparedShop, options: ShopOptions): Promise<Shop> {
  const { folder, databaseUrl } = prepared;
  const topology = options.embedded ? 'embedded' : TOPOLOGY;
  const portOffset =
    options.subgraphPorts && topology === 'embedded' ? await freePortOffset(SUBGRAPH_PORTS) : 0;
  const servers = topology === 'distributed' ? serversOf(databaseUrl) : {};
  const start = (env: Record<string, string>) =>
    startShopProcess(env, {
      topology,
      args: options.replicas ? ['--replicas', options.replicas] : [],
    });
  const data = { DATA_DIR: folder, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}), ...servers };
  const env = {
    DATABASE_URL: '',
    ...data,
    ...SHOP_ENVIRONMENT,
    SUBGRAPH_PORTS: options.subgraphPorts ? 'on' : 'off',
    // Distributed, each process takes a free port.
    ...(topology === 'embedded' ? { SUBGRAPH_PORT_OFFSET: String(portOffset), METRICS_PORT: '0' } : {}),
    ...options.env,
  };
  let aheadMs = 0;
  let running = await start(env);
  const itsProcess = () => running;
  started.add(itsProcess);
  const shop: Shop = {
    folder,
    databaseUrl,
    graphqlUrl: () => running.graphqlUrl,
    origin: () => new URL(running.graphqlUrl).origin,
    subgraphUrl: (domain) => {
      const alone = running.services().find(({ name }) => name === domain);
      if (alone) return new URL('/graphql', alone.url).href;
      const { httpPort } = DOMAIN_SERVICES.find(({ name }) => name === domain)!;
      return `http://127.0.0.1:${httpPort + portOffset}/graphql`;
    },
    process: itsProcess,
    client: (token) => shopClient(() => running.graphqlUrl, token),
    now: () => timeOf(running),
    async advance(ms) {
      await advanceClock(running, Math.round(ms));
      aheadMs += Math.round(ms);
    },
    statements: () => statementsOf(running),
    async settle() {
      if (topology === 'distributed') return untilNothingWaits(running.services());
      await untilSettled(databaseUrl ?? (await attach({ url: undefined, folder })).url);
    },
    command: (script, ...args) => runScript(script, args, { ...data, ...options.env }),
    kill9: () => end('SIGKILL'),
    interrupt: () => end('SIGINT'),
    async restart({ env: more, laterMs = 0 } = {}) {
      await running.exited;
      aheadMs += laterMs;
      running = await start({ ...env, TEST_CLOCK_AHEAD_MS: String(aheadMs), ...more });
    },
    async stop() {
      await end('SIGINT');
      started.delete(itsProcess);
      await prepared.remove();
    },
  };
  return shop;

  function end(signal: NodeJS.Signals): Promise<Exit> {
    running.signal(signal);
    return running.exited;
  }
}

async function timeOf({ clockUrl }: ShopProcess): Promise<Date> {
  const { now } = (await (await fetch(clockUrl!)).json()) as { now: string };
  return new Date(now);
}

async function advanceClock({ clockUrl }: ShopProcess, advanceMs: number): Promise<void> {
  const response = await fetch(clockUrl!, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceMs }),
  });
  expect(response.status, 'setting the clock forward').toBe(200);
}

async function statementsOf({ clockUrl }: ShopProcess): Promise<number> {
  const response = await fetch(new URL('/statements', clockUrl!));
  return ((await response.json()) as { statements: number }).statements;
}

/** Logs in as one of the demo accounts. */
export async function logIn(shop: Pick<Shop, 'client'>, email: string): Promise<ShopClient> {
  const result = await shop.client().mutate('login', { email, password: DEMO_PASSWORD });
  expect(result.__typename).toBe('LoginSuccess');
  return shop.client(result.session.accessToken);
}

/** Until every service says that its outbox is empty and that it has handled all events, twice in a row. */
async function untilNothingWaits(services: readonly ServiceProcess[]): Promise<void> {
  const domains = services.filter(({ service }) => DOMAIN_SERVICES.some(({ name }) => name === service));
  const waiting = async () => {
    const counts = await Promise.all(domains.map(({ url }) => metricsOf(url)));
    return counts.every(
      (metrics) => metrics.depachika_outbox_events === 0 && metrics.depachika_consumer_lag_events === 0,
    );
  };
  // What one has handled, another may be about to hear of.
  await eventually(
    async () => [await waiting(), await waiting()],
    (idle) => idle.every(Boolean),
  );
}

/** A service's metrics, those of one name added up. */
export async function metricsOf(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(new URL('/metrics', url))).text();
  const sums: Record<string, number> = {};
  for (const [, name, value] of text.matchAll(/^(\w+)(?:\{.*\})? ([\d.e+-]+)$/gm))
    sums[name!] = (sums[name!] ?? 0) + Number(value);
  return sums;
}

/** Stock and money are what their books say. */
export async function expectCleanAudits(shop: Pick<Shop, 'command'>): Promise<void> {
  const audits = ['commands/operate/audit-stock.ts', 'commands/operate/audit-money.ts'];
  for (const script of audits) {
    const { code, stdout, stderr } = await shop.command(script);
    expect(code, `${script}:\n${stdout}${stderr}`).toBe(0);
  }
}

/** Runs one of the project's commands with these settings beside those of whoever runs the tests. */
export function runScript(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(PROJECT, script), ...args],
      { cwd: PROJECT, env: { ...process.env, DATABASE_URL: '', ...env }, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}
