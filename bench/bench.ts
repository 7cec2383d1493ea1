import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { systemClock } from '@depachika/clock/clock.ts';
import { anonymous } from '@depachika/identity/caller.ts';
import { identityClaims } from '@depachika/identity/identity-claims.ts';
import { devIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { signIdentity } from '@depachika/identity/identity-token.ts';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { benchAttacks } from './attacks/attacks.ts';
import { benchAudit } from './audit.ts';
import { benchBrowsing, benchCached, inputs } from './browse.ts';
import { benchCatalogue } from './catalogue/catalogue.ts';
import { benchReads } from './catalogue/reads.ts';
import { benchClient } from './client.ts';
import { readServerUrl } from './config.ts';
import { benchFederation } from './federation/federation.ts';
import { benchFlashSale } from './flash-sale.ts';
import { benchInventory } from './inventory.ts';
import { benchJoin } from './join/join.ts';
import { benchFollowers } from './live/followers.ts';
import { benchSubscribers } from './live/subscribers.ts';
import { benchMemory } from './memory.ts';
import { benchOrders, enter, sellable } from './orders.ts';
import { benchPages } from './pages/pages.ts';
import { startShopProcess, UNLIMITED } from './shop-process.ts';
import { type BenchRow, markdownTable } from './table.ts';

export const PARTS = [
  'browse',
  'cached',
  'reads',
  'join',
  'orders',
  'flash sale',
  'federation',
  'attacks',
  'followers',
  'subscribers',
  'inventory',
  'audit',
  'catalogue',
  'memory',
  'pages',
] as const;
/** Measured on one shop, one after the other. */
const ON_ONE_SHOP: readonly Part[] = ['browse', 'join', 'orders', 'flash sale'];
type Part = (typeof PARTS)[number];

export interface BenchOptions {
  readonly parts: ReadonlySet<Part>;
  /** Writes `bench/RESULTS.md`. */
  readonly write: boolean;
}

/** Measures the shop as people run it, and prints a table for each part. */
export async function bench({ parts, write }: BenchOptions): Promise<void> {
  const serverUrl = readServerUrl();
  const tables: string[] = [];
  const others = loadavg()[0]!;
  const show: Show = (title, rows) => {
    const table = `## ${title}\n\n${markdownTable(rows)}\n`;
    tables.push(table);
    console.log(`\n${table}`);
  };
  if (ON_ONE_SHOP.some((part) => parts.has(part))) await benchShop(parts, serverUrl, show);
  if (parts.has('cached')) show('Listings from the cache', await cachedOnAnother(serverUrl));
  if (parts.has('reads')) show('Reads that nothing is kept of', await benchReads(serverUrl));
  if (parts.has('federation')) show('A deep query through four subgraphs', await benchFederation());
  if (parts.has('attacks')) show('Attacks', await attacksOnAnother(serverUrl));
  if (serverUrl) await benchOnServer(parts, serverUrl, show);
  if (parts.has('memory')) show('Memory of npm start', await benchMemory(serverUrl));
  if (parts.has('pages')) show('Pages', await benchPages(serverUrl));
  if (write) writeFileSync(new URL('RESULTS.md', import.meta.url), report({ serverUrl, tables, others }));
}

type Show = (title: string, rows: readonly BenchRow[]) => void;

/** What needs a real PostgreSQL. */
async function benchOnServer(parts: ReadonlySet<Part>, serverUrl: string, show: Show): Promise<void> {
  if (parts.has('followers'))
    show('Orders that are followed, at their domain', await benchFollowers(serverUrl));
  if (parts.has('subscribers')) show('Subscribers of one router', await benchSubscribers(serverUrl));
  if (parts.has('inventory')) show('Reservations beside pgbench', await benchInventory(serverUrl));
  if (parts.has('audit')) show('Audits of the books', await benchAudit(serverUrl));
  if (parts.has('catalogue'))
    show('Catalogues of 1,000, 10,000 and 100,000 products', await benchCatalogue(serverUrl));
}

async function benchShop(parts: ReadonlySet<Part>, serverUrl: string | undefined, show: Show): Promise<void> {
  const shop = await startShopProcess(serverUrl);
  try {
    const afterStart = await shop.memoryMib();
    if (parts.has('browse')) show('Browsing', await benchBrowsing(shop));
    if (parts.has('join'))
      show('The router beside plain @apollo/gateway', await benchJoin(await joinOptions(shop)));
    if (serverUrl && (parts.has('orders') || parts.has('flash sale'))) {
      const buyers = await enter(shop);
      const variants = await sellable(benchClient(shop.url));
      if (parts.has('orders')) show('Orders', await benchOrders(shop, buyers, variants));
      if (parts.has('flash sale')) show('A flash sale', await benchFlashSale(shop, buyers, variants[0]!));
    }
    const afterLoad = await shop.memoryMib();
    show(`Memory under this load, ${serverUrl ? 'on PostgreSQL' : 'embedded'}`, [
      { name: 'After the start', value: afterStart.now, unit: 'MiB' },
      { name: 'After the load', value: afterLoad.now, unit: 'MiB' },
      { name: 'Never above', value: afterLoad.peak, unit: 'MiB' },
    ]);
  } finally {
    await shop.stop();
  }
}

/** A line of log for each answer, in colours for people, would cost more than the answer. */
async function cachedOnAnother(serverUrl: string | undefined): Promise<BenchRow[]> {
  const shop = await startShopProcess(serverUrl, { settings: { ...UNLIMITED, LOG_LEVEL: 'warn' } });
  try {
    return await benchCached(shop);
  } finally {
    await shop.stop();
  }
}

/** With the limits that a shop has unless it is told otherwise. */
async function attacksOnAnother(serverUrl: string | undefined): Promise<BenchRow[]> {
  const shop = await startShopProcess(serverUrl, { settings: {} });
  try {
    return await benchAttacks(shop);
  } finally {
    await shop.stop();
  }
}

async function joinOptions(shop: Awaited<ReturnType<typeof startShopProcess>>) {
  const { productIds } = await inputs(shop.url);
  const identityToken = await signIdentity({
    keys: await devIdentityKeys(shop.dataFolder),
    clock: systemClock,
    issuer: 'router',
    claims: identityClaims(anonymous),
    ttlSeconds: 3600,
  });
  const subgraphs = Object.fromEntries(
    DOMAIN_SERVICES.map(({ name, httpPort }) => [
      name,
      `http://127.0.0.1:${httpPort + shop.portOffset}/graphql`,
    ]),
  );
  return { productIds, identityToken, subgraphs };
}

/** @param run.others load average before it began: what else the machine did */
function report(run: { serverUrl: string | undefined; tables: readonly string[]; others: number }): string {
  const { serverUrl, tables, others } = run;
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const database = serverUrl ? 'PostgreSQL' : 'the embedded PostgreSQL';
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  return `# Results

\`npm run bench\` on ${machine}, Node ${process.versions.node}, ${database} on the same machine, at ${commit}.
Load, database and shop share the cores; others had a load average of ${others.toFixed(1)} on them when it began. Medians of three rounds after one that is not counted, random inputs.

${tables.join('\n')}`;
}
