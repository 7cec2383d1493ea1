import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processStart } from '@depachika/clock/process-start.ts';
import type { KafkaSettings } from './config.ts';
import { replaceFile } from './replaced-file.ts';

/** What a shop tells the commands of its machine: where it answers, and where it keeps what. */
export interface ShopPlaces {
  /** Undefined while it is starting. */
  readonly graphqlUrl?: string | undefined;
  /** Undefined for the embedded database of the data folder. */
  readonly databaseUrl?: string | undefined;
  /** Where the shop itself reaches that database through a PgBouncer. Commands do without it. */
  readonly pooledDatabaseUrl?: string | undefined;
  readonly redisUrl?: string | undefined;
  readonly kafka?: KafkaSettings | undefined;
  /** The servers are this machine's own, which the shop has started itself. */
  readonly ownServers?: boolean | undefined;
}

export interface AnnouncedShop extends ShopPlaces {
  readonly pid: number;
  readonly isRunning: boolean;
}

interface Announcement extends ShopPlaces {
  readonly pid: number;
  /** Tells the process from a later one with the same id. */
  readonly startedAt: string | undefined;
}

/**
 * Writes `<folder>/shop.json` (mode 0600, since addresses hold passwords) for {@link announcedShop}. The file stays when
 * the process ends: commands then still know that the shop keeps its data elsewhere.
 */
export function announceShop(folder: string, places: ShopPlaces): void {
  const announcement: Announcement = {
    ...places,
    pid: process.pid,
    startedAt: processStart(process.pid),
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replaceFile(fileIn(folder), JSON.stringify(announcement), { mode: 0o600 });
}

/** The shop that runs from this folder, or else ran there last; undefined when none ever has. */
export function announcedShop(folder: string): AnnouncedShop | undefined {
  const text = readIfThere(fileIn(folder));
  if (text === undefined) return undefined;
  const { startedAt, ...announced } = JSON.parse(text) as Announcement;
  const isRunning = startedAt !== undefined && processStart(announced.pid) === startedAt;
  return { ...announced, isRunning };
}

function fileIn(folder: string): string {
  return join(folder, 'shop.json');
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
