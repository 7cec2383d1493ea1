import type { Database } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import { testDatabase } from '@depachika/testing/database.ts';
import type { CloudEvent } from '../event-log.ts';
import type { EventSchemas } from '../event-schemas.ts';

/** A database for one test file: the log's schema and a domain `trial` with the tables that each domain keeps. */
export interface EventDatabase {
  readonly url: string;
  readonly database: Database;
  /** Another client, as another process would have. */
  open(service: string): Database;
  close(): Promise<void>;
}

export async function eventDatabase(): Promise<EventDatabase> {
  const { url, database: open, close } = await testDatabase({ domains: ['bus'] });
  const database = open('trial');
  for (const statement of TRIAL_TABLES) await database.query(statement);
  return { url, database, open, close };
}

/** As `packages/events/outbox/README.md` says, and a table to see effects in. */
const TRIAL_TABLES = [
  `CREATE SCHEMA trial`,
  `CREATE TABLE trial.outbox_events (
    id TEXT PRIMARY KEY, position BIGSERIAL NOT NULL UNIQUE, topic TEXT NOT NULL, key TEXT NOT NULL,
    type TEXT NOT NULL, event JSONB NOT NULL, created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE trial.processed_events (
    consumer_group TEXT NOT NULL, event_id TEXT NOT NULL, processed_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer_group, event_id)
  )`,
  `CREATE INDEX ON trial.processed_events USING brin (processed_at)`,
  `CREATE TABLE trial.relay_leases (
    name TEXT PRIMARY KEY, holder TEXT NOT NULL, fence BIGINT NOT NULL, expires_at TIMESTAMPTZ(3) NOT NULL
  )`,
  `CREATE TABLE trial.effects (id BIGSERIAL PRIMARY KEY, consumer TEXT NOT NULL, event_id TEXT NOT NULL)`,
  `CREATE TABLE trial.counters (key TEXT PRIMARY KEY, version INTEGER NOT NULL)`,
];

/** Schemas that accept all data but that which says `{ invalid: true }`; the envelope is the caller's affair. */
export const anySchemas: EventSchemas = {
  checkData(type, data) {
    if ((data as { invalid?: boolean }).invalid) throw new Error(`${type} is invalid`);
  },
  checkEvent(event: unknown): asserts event is CloudEvent {
    anySchemas.checkData((event as CloudEvent).type, (event as CloudEvent).data);
  },
};

export function trialEvent(key: string, version: number, overrides: Partial<CloudEvent> = {}): CloudEvent {
  return {
    specversion: '1.0',
    id: newId('evt'),
    source: '/depachika/trial',
    type: 'depachika.trial.Happened.v1',
    subject: key,
    time: '2026-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    partitionkey: key,
    aggregateversion: version,
    data: { key, version },
    ...overrides,
  };
}
