import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { migrate } from '@depachika/database/migrations/migrations.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { newId } from '@depachika/ids/ids.ts';
import { inventoryConfig } from '@depachika/inventory/config.ts';
import { createReservations, type Reservations } from '@depachika/inventory/reservations/reservations.ts';
import { availability } from '@depachika/inventory/stock/stock-reader.ts';
import { readPgbench } from './config.ts';
import { inOwnDatabase } from './own-database.ts';
import { type BenchRow, figure, median } from './table.ts';

const CLIENTS = 32;
const SKUS = 1000;
const SECONDS = 4;
const ROUNDS = 3;
const PIECES = 100_000_000;

/**
 * Reservations per second beside pgbench, which decrements and inserts in one transaction per reservation, on the
 * same server. Works in a database of its own, which it drops. Rounds alternate; the median counts.
 * @param databaseUrl of a server on which databases may be made
 */
export function benchInventory(databaseUrl: string): Promise<BenchRow[]> {
  return inOwnDatabase({ serverUrl: databaseUrl, name: 'inventory_bench' }, async (url) => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    await migrate({ url, root, domains: ['inventory'] });
    return measure(url);
  });
}

async function measure(url: string): Promise<BenchRow[]> {
  const database = openDatabase({ url, service: 'inventory bench' });
  const promised = createReservations(
    { database, clock: systemClock, crashPoints: noCrashPoints },
    inventoryConfig({}),
  );
  try {
    const variants = await addVariants(database);
    await prepareRivals(database);
    const hot = () => variants[0]!;
    const any = () => variants[Math.floor(Math.random() * SKUS)]!;
    await buyers(promised, { clients: CLIENTS, pick: any, seconds: 1 });
    return [
      ...(await beside('hot SKU', { promised, url, pick: hot, script: HOT_ROW })),
      ...(await beside('1,000 SKUs', { promised, url, pick: any, script: ANY_ROW })),
      await listingRow(database, variants),
    ];
  } finally {
    await promised.close();
    await database.close();
  }
}

interface Contest {
  readonly promised: Reservations;
  readonly url: string;
  readonly pick: () => string;
  readonly script: string;
}

async function beside(what: string, { promised, url, pick, script }: Contest): Promise<BenchRow[]> {
  const rival: number[] = [];
  const same: number[] = [];
  const many: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rival.push(await pgbench(url, script));
    same.push(await buyers(promised, { clients: CLIENTS, pick, seconds: SECONDS }));
    many.push(await buyers(promised, { clients: 200, pick, seconds: SECONDS }));
  }
  const comparedTo = `pgbench, ${CLIENTS} clients: ${figure(median(rival))}/s`;
  const row = (buyers: number, values: readonly number[]): BenchRow => ({
    name: `Reservations of ${what}, ${buyers} buyers`,
    value: median(values),
    unit: 'reservations/s',
    comparedTo,
    ratio: median(values) / median(rival),
  });
  return [row(CLIENTS, same), row(200, many)];
}

/** @returns reservations per second, each of one piece under a key of its own */
async function buyers(
  promised: Reservations,
  {
    clients,
    pick,
    seconds,
  }: { readonly clients: number; readonly pick: () => string; readonly seconds: number },
): Promise<number> {
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  let served = 0;
  const buy = async () => {
    while (performance.now() < endsAt) {
      const expiresAt = new Date(Date.now() + 900_000);
      const lines = [{ variantId: pick(), quantity: 1 }];
      const orderId = newId('ord');
      const { kind } = await promised.reserve({ key: orderId, orderId, lines, expiresAt });
      if (kind !== 'reserved') throw new Error(`A reservation was answered with ${kind}`);
      served += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, buy));
  return (served * 1000) / (performance.now() - startedAt);
}

/** What a listing of 20 products with 60 variants costs. */
async function listingRow(database: Database, variants: readonly string[]): Promise<BenchRow> {
  const times: number[] = [];
  for (let run = 0; run < 300; run += 1) {
    const from = Math.floor(Math.random() * (SKUS - 60));
    const startedAt = performance.now();
    await availability(database, variants.slice(from, from + 60));
    times.push(performance.now() - startedAt);
  }
  return { name: 'Stock of 60 variants in 3 locations', value: median(times), unit: 'ms' };
}

/** Three locations and a thousand variants that never run out. */
async function addVariants(database: Database): Promise<string[]> {
  const variants = Array.from({ length: SKUS }, () => newId('var'));
  const locations = Array.from({ length: 3 }, () => newId('loc'));
  await database.query(
    `INSERT INTO inventory.locations (id, code, name_ja, name_en, position)
     SELECT id, id, id, id, place FROM unnest($1::text[]) WITH ORDINALITY AS new (id, place)`,
    [locations],
  );
  const levels = variants.flatMap((variantId) =>
    locations.map((locationId) => ({ id: newId('lvl'), variantId, locationId })),
  );
  await database.query(
    `INSERT INTO inventory.levels (id, variant_id, location_id, on_hand)
     SELECT id, "variantId", "locationId", $2 FROM jsonb_to_recordset($1::jsonb) AS new (id text, "variantId" text, "locationId" text)`,
    [JSON.stringify(levels), PIECES],
  );
  await database.query('ANALYZE inventory.levels');
  return variants;
}

/** The plain tables of who writes this by hand: one row per SKU, one per reservation. */
async function prepareRivals(database: Database): Promise<void> {
  await database.query(
    'CREATE TABLE public.rival_levels (id int PRIMARY KEY, available int NOT NULL CHECK (available >= 0)) WITH (fillfactor = 50)',
  );
  await database.query(
    'CREATE TABLE public.rival_reservations (id bigserial PRIMARY KEY, level_id int NOT NULL, quantity int NOT NULL, expires_at timestamptz NOT NULL)',
  );
  await database.query(
    `INSERT INTO public.rival_levels SELECT id, ${PIECES} FROM generate_series(1, ${SKUS}) AS id`,
  );
  await database.query('ANALYZE public.rival_levels');
}

const DECREMENT_AND_INSERT = `BEGIN;
UPDATE public.rival_levels SET available = available - 1 WHERE id = :sku AND available >= 1;
INSERT INTO public.rival_reservations (level_id, quantity, expires_at) VALUES (:sku, 1, now() + interval '15 minutes');
COMMIT;
`;
const HOT_ROW = `\\set sku 1\n${DECREMENT_AND_INSERT}`;
const ANY_ROW = `\\set sku random(1, ${SKUS})\n${DECREMENT_AND_INSERT}`;

/** @returns transactions per second, with prepared statements */
async function pgbench(url: string, script: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'depachika-bench-'));
  try {
    const file = join(folder, 'script.sql');
    await writeFile(file, script);
    const args = [
      '-n',
      '-M',
      'prepared',
      '-c',
      String(CLIENTS),
      '-j',
      '2',
      '-T',
      String(SECONDS),
      '-f',
      file,
      url,
    ];
    const { stdout } = await promisify(execFile)(readPgbench(), args);
    const tps = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
    if (!tps) throw new Error(`pgbench printed no tps: ${stdout}`);
    return Number(tps);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
