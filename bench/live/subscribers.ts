import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '@depachika/local-servers/config.ts';
import { GRAPHQL_PATH } from '@depachika/schema/paths.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import pg from 'pg';
import { routerFlags } from '../../topology/start-arguments.ts';
import { type ShopProcess, startShopProcess } from '../shop-process.ts';
import { type BenchRow, figure, percentile } from '../table.ts';
import { type CopiedOrder, copyOrders, growUntold } from './copied-orders.ts';
import { roadTo } from './followers.ts';

export interface SubscribersOptions {
  readonly subscribers?: number;
  /** Of their orders, how many change. */
  readonly changes?: number;
  readonly idleSeconds?: number;
}

/** What the code of a router takes once it has been used is no subscriber's. */
const FIRST = 500;
/** Clients share processes: each has a limit of open files. */
const PER_PROCESS = 5_000;
const CHANGED_AT_ONCE = 8;
/** Longer than the pause between two looks at a history. */
const LONGEST_LOOK_SECONDS = 20;

const OPEN_RETURN = `mutation ($input: OpenReturnInput!) { openReturn(input: $input) { __typename } }`;

/** One router and many people, each with a socket, a caller and an order of their own. */
export async function benchSubscribers(
  serverUrl: string,
  { subscribers = 10_000, changes = 1_000, idleSeconds = 45 }: SubscribersOptions = {},
): Promise<BenchRow[]> {
  const shop = await startShopProcess(serverUrl);
  const database = new pg.Client(shop.databaseUrl);
  const router = forkRouter(shop);
  const clients: ChildProcess[] = [];
  try {
    await database.connect();
    const orders = await copyOrders(database, subscribers);
    const { url } = await messageOf<{ url: string }>(router);
    const open = async (some: readonly CopiedOrder[]) => {
      await openClients(clients, url, some);
      await untilOpen(router, orders.indexOf(some.at(-1)!) + 1);
    };
    await open(orders.slice(0, FIRST));
    const before = await usedBy(router, COLLECTED);
    await open(orders.slice(FIRST));
    const after = await usedBy(router, COLLECTED);
    const began = await usedBy(router);
    await pause(idleSeconds * 1_000);
    const idle = await usedBy(router);
    const changing = await change(shop, orders.slice(0, changes), clients);
    const worked = await usedBy(router);
    await growUntold(database, orders.slice(changes));
    await pause(LONGEST_LOOK_SECONDS * 1_000);
    const { heard, ended } = await heardBy(clients);
    const perSubscriber = (of: 'rss' | 'held') =>
      (after[of] - before[of]) / 1_024 / (after.connections - before.connections);
    return [
      { name: `Subscriptions of ${figure(subscribers)} people, open`, value: after.upstreams, unit: '' },
      {
        name: 'Memory of the router for each, resident',
        value: perSubscriber('rss'),
        unit: 'KiB',
        comparedTo: 'goal: 15',
        ratio: perSubscriber('rss') / 15,
      },
      { name: 'The same, what it holds', value: perSubscriber('held'), unit: 'KiB' },
      {
        name: 'CPU of the router while nothing happens',
        value: ((idle.cpuSeconds - began.cpuSeconds) * 100) / idleSeconds,
        unit: '% of a core',
      },
      {
        name: 'CPU of the router for each event',
        value: ((worked.cpuSeconds - idle.cpuSeconds) * 1_000) / changes,
        unit: 'ms',
      },
      { name: 'From the answer of a change to its follower, median', value: changing.p50Ms, unit: 'ms' },
      { name: 'The same, 99th percentile', value: changing.p99Ms, unit: 'ms' },
      { name: 'Events of changes that did not come, or twice', value: changing.wrong, unit: 'events' },
      {
        name: 'Heard of a step that nothing told of',
        value: new Set(heard.map(({ id }) => id)).size,
        unit: `followers (of ${figure(subscribers - changes)})`,
      },
      { name: 'Ended', value: ended, unit: 'followers' },
    ];
  } finally {
    for (const child of [...clients, router]) child.kill();
    await database.end();
    await shop.stop();
  }
}

function forkRouter({ dataFolder, portOffset }: ShopProcess): ChildProcess {
  const subgraphs = DOMAIN_SERVICES.map(({ name, httpPort }) => [
    name,
    `http://127.0.0.1:${httpPort + portOffset}${GRAPHQL_PATH}`,
  ]);
  return forkScript('subscribers-router.ts', {
    execArgv: [...routerFlags(), '--expose-gc'],
    env: {
      NODE_ENV: 'production',
      SUBGRAPHS: JSON.stringify(Object.fromEntries(subgraphs)),
      DATA_DIR: dataFolder,
    },
  });
}

async function openClients(
  clients: ChildProcess[],
  url: string,
  orders: readonly CopiedOrder[],
): Promise<void> {
  for (let at = 0; at < orders.length; at += PER_PROCESS) {
    const child = forkScript('subscribers-clients.ts', { execArgv: [], env: {} });
    clients.push(child);
    await messageOf(child);
    await asked<Heard>(child, { url, orders: orders.slice(at, at + PER_PROCESS) });
  }
}

async function untilOpen(router: ChildProcess, upstreams: number): Promise<void> {
  for (let tried = 0; tried < 60; tried += 1) {
    if ((await usedBy(router)).upstreams >= upstreams) return;
    await pause(1_000);
  }
  throw new Error(`The router did not open ${upstreams} subscriptions in a minute`);
}

function forkScript(
  script: string,
  { execArgv, env }: { readonly execArgv: string[]; readonly env: Record<string, string> },
): ChildProcess {
  return fork(fileURLToPath(new URL(script, import.meta.url)), {
    execArgv,
    env: childEnvironment(env),
  });
}

interface Heard {
  readonly heard: readonly { readonly id: string; readonly atMs: number }[];
  readonly ended: number;
}

interface Use {
  readonly connections: number;
  readonly upstreams: number;
  readonly rss: number;
  readonly held: number;
  readonly cpuSeconds: number;
}

/** When its garbage has been collected, which costs what no subscriber does. */
const COLLECTED = 'collected';

const usedBy = (router: ChildProcess, how = 'now') => asked<Use>(router, how);

async function heardBy(clients: readonly ChildProcess[]): Promise<Heard> {
  const each = await Promise.all(clients.map((child) => asked<Heard>(child, 'heard')));
  return {
    heard: each.flatMap(({ heard }) => heard),
    ended: each.reduce((sum, { ended }) => sum + ended, 0),
  };
}

/** Changes each order as staff do, at its domain: the router has nothing to do but to tell of it. */
async function change(shop: ShopProcess, orders: readonly CopiedOrder[], clients: readonly ChildProcess[]) {
  const { transport, signIdentity } = await roadTo(shop);
  const changedAt = new Map<string, number>();
  const waiting = [...orders];
  const work = async () => {
    for (let order = waiting.pop(); order; order = waiting.pop()) {
      const input = { orderId: order.id, expectedVersion: order.version, reason: 'bench' };
      const request = { query: OPEN_RETURN, variables: { input } };
      const { data, errors } = await transport.execute(request, {
        identityToken: await signIdentity(),
      });
      const { __typename: answer } =
        (data as { openReturn: { __typename: string } } | null)?.openReturn ?? {};
      if (answer !== 'OpenReturnSuccess') throw new Error(`An order did not change: ${answer} ${errors}`);
      changedAt.set(order.id, performance.timeOrigin + performance.now());
    }
  };
  await Promise.all(Array.from({ length: CHANGED_AT_ONCE }, work));
  await pause(2_000);
  await transport.close();
  const { heard } = await heardBy(clients);
  const tookMs = heard.flatMap(({ id, atMs }) => (changedAt.has(id) ? [atMs - changedAt.get(id)!] : []));
  const once = new Set(heard.map(({ id }) => id));
  return {
    p50Ms: percentile(tookMs, 50),
    p99Ms: percentile(tookMs, 99),
    wrong: orders.filter(({ id }) => !once.has(id)).length + heard.length - once.size,
  };
}

async function asked<T>(child: ChildProcess, what: unknown): Promise<T> {
  const answer = messageOf<T>(child);
  child.send(what as object);
  return answer;
}

function messageOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`A part of the benchmark ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as T);
    });
  });
}
