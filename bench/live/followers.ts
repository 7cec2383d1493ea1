import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@depachika/clock/clock.ts';
import { type Caller, SCOPES } from '@depachika/identity/caller.ts';
import { devIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner } from '@depachika/identity/identity-token.ts';
import { newId } from '@depachika/ids/ids.ts';
import { httpTransport } from '@depachika/router/subgraphs/http/http-transport.ts';
import type { SubgraphAnswer, SubgraphTransport } from '@depachika/router/subgraphs/subgraph-transport.ts';
import { GRAPHQL_PATH } from '@depachika/schema/paths.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import pg from 'pg';
import { type ShopProcess, startShopProcess } from '../shop-process.ts';
import { type BenchRow, figure } from '../table.ts';
import { type CopiedOrder, copyOrders, growUntold } from './copied-orders.ts';

const FOLLOWERS = 9_000;
const OPENED_AT_ONCE = 500;
/** Three looks at every history. */
const IDLE_SECONDS = 45;
/** Longer than the pause between two looks. */
const LONGEST_LOOK_SECONDS = 20;

const FOLLOW = `subscription ($orderId: ID!, $since: Int!) {
  orderStatusChanged(orderId: $orderId, since: $since) { version to } }`;

/** The domain's side of live views: orders that are followed, each by one subscription, while nothing happens to them. */
export async function benchFollowers(serverUrl: string): Promise<BenchRow[]> {
  const shop = await startShopProcess(serverUrl);
  const database = new pg.Client(shop.databaseUrl);
  try {
    await database.connect();
    const orders = await copyOrders(database, FOLLOWERS);
    const nobody = await cpuPercent(shop);
    const { transport, signIdentity } = await roadTo(shop);
    const identityToken = await signIdentity();
    const opening = await secondsOf(() => follow(transport, identityToken, orders));
    const idle = await cpuPercent(shop);
    await growUntold(database, orders);
    await pause(LONGEST_LOOK_SECONDS * 1_000);
    const { heard, ended } = opening.result;
    await transport.close();
    return [
      { name: 'CPU of the shop that nobody follows', value: nobody, unit: '% of a core' },
      {
        name: `CPU while ${figure(FOLLOWERS)} follow an order each`,
        value: idle,
        unit: '% of a core',
      },
      { name: `Opening ${figure(FOLLOWERS)}`, value: opening.seconds, unit: 's' },
      { name: 'Heard of a step that nothing told of', value: heard.size, unit: 'followers' },
      { name: 'Ended', value: ended(), unit: 'followers' },
    ];
  } finally {
    await database.end();
    await shop.stop();
  }
}

/** As the router asks the domain. */
export async function roadTo({ dataFolder, portOffset }: ShopProcess) {
  const { httpPort } = DOMAIN_SERVICES.find(({ name }) => name === 'orders')!;
  const signer = identitySigner({
    keys: await devIdentityKeys(dataFolder),
    clock: systemClock,
    issuer: 'router',
  });
  const staff: Caller = {
    kind: 'user',
    userId: newId('usr'),
    sessionId: newId('ses'),
    roles: ['STAFF'],
    scopes: SCOPES.STAFF,
  };
  return {
    transport: httpTransport({
      url: `http://127.0.0.1:${httpPort + portOffset}${GRAPHQL_PATH}`,
      subscriptions: 'socket',
    }),
    /** Of staff; good for half a minute. */
    signIdentity: () => signer.sign(staff),
  };
}

async function follow(transport: SubgraphTransport, identityToken: string, orders: readonly CopiedOrder[]) {
  const heard = new Set<string>();
  let ended = 0;
  const read = async (id: string, events: AsyncGenerator<SubgraphAnswer, void, void>) => {
    for await (const { data } of events) if (data) heard.add(id);
    ended += 1;
  };
  for (let at = 0; at < orders.length; at += OPENED_AT_ONCE) {
    const opening = orders.slice(at, at + OPENED_AT_ONCE).map(async ({ id, version: since }) => {
      const request = { query: FOLLOW, variables: { orderId: id, since } };
      const events = await transport.subscribe(request, { identityToken });
      if (!(Symbol.asyncIterator in events)) throw new Error(JSON.stringify(events));
      read(id, events).catch(() => {
        ended += 1;
      });
    });
    await Promise.all(opening);
  }
  return { heard, ended: () => ended };
}

async function cpuPercent(shop: ShopProcess): Promise<number> {
  const before = await shop.cpuSeconds();
  await pause(IDLE_SECONDS * 1_000);
  return ((await shop.cpuSeconds()) - before) * (100 / IDLE_SECONDS);
}

async function secondsOf<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const began = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - began) / 1_000 };
}
