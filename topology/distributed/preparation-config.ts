import { join } from 'node:path';
import type { SessionLimits } from '@depachika/database/sessions/session-limits.ts';
import { readSessionLimits } from '@depachika/service/config.ts';
import {
  readDataFolder,
  readDemoData,
  readDirectDatabaseUrl,
  readOwnDatabaseUrl,
} from '../embedded/config.ts';
import { SERVICE_NAMES, type ServiceName } from './plan.ts';

/** What the job that prepares for services is told. */
export interface PreparationConfig {
  /** `SECRETS_DIR`: gets one folder per service. */
  readonly folder: string;
  /** A role that may create roles and the PostGIS extension: `DATABASE_DIRECT_URL`, else `DATABASE_URL`. */
  readonly adminUrl: string;
  /** The PgBouncer through which services reach it: a `DATABASE_URL` with `pgbouncer=true`. */
  readonly pooledUrl: string | undefined;
  /** What services' sessions have behind it: `DATABASE_STATEMENT_TIMEOUT_MS`, `DATABASE_LOCK_TIMEOUT_MS`. */
  readonly sessionLimits: SessionLimits;
  /** False when `KAFKA_BROKERS` is set: services get no rights on the log's tables. */
  readonly logIsTable: boolean;
  /** `DEMO_DATA` on or off; default on outside production, which refuses it. */
  readonly demo: boolean;
  /** `SECRETS_HOSTS`: further host names and addresses of the services, with commas. */
  readonly hosts: readonly string[];
}

/** Throws, naming the variable and what it should hold. */
export function readPreparationConfig(env: NodeJS.ProcessEnv): PreparationConfig {
  const { SECRETS_DIR: folder, KAFKA_BROKERS } = env;
  const [databaseUrl, directUrl] = [readOwnDatabaseUrl(env), readDirectDatabaseUrl(env)];
  if (!databaseUrl) throw new Error('DATABASE_URL must be set');
  if (!folder) throw new Error('SECRETS_DIR must be set');
  return {
    folder,
    adminUrl: directUrl ?? databaseUrl,
    pooledUrl: directUrl && databaseUrl,
    sessionLimits: readSessionLimits(env),
    logIsTable: !KAFKA_BROKERS,
    demo: readDemoData(env),
    hosts: readHosts(env),
  };
}

/** Whose certificates are renewed. */
export interface SecretsConfig {
  /** `SECRETS_DIR`, or that of the shop which is started from `DATA_DIR`. */
  readonly folder: string;
  readonly services: readonly ServiceName[];
  readonly hosts: readonly string[];
}

export function readSecretsConfig(env: NodeJS.ProcessEnv): SecretsConfig {
  const folder = env.SECRETS_DIR || secretsFolder(readDataFolder(env));
  return { folder, services: SERVICE_NAMES, hosts: readHosts(env) };
}

/** Of the shop that is started on this machine. */
export function secretsFolder(dataFolder: string): string {
  return join(dataFolder, 'distributed');
}

function readHosts({ SECRETS_HOSTS }: NodeJS.ProcessEnv): readonly string[] {
  return SECRETS_HOSTS?.split(',').filter(Boolean) ?? [];
}
