import { readDemoData, readOwnDatabaseUrl } from '../embedded/config.ts';

/** What the job that prepares for services is told. */
export interface PreparationConfig {
  /** `SECRETS_DIR`: gets one folder per service. */
  readonly folder: string;
  /** `DATABASE_URL`: a role that may create roles and the PostGIS extension. */
  readonly adminUrl: string;
  /** False when `KAFKA_BROKERS` is set: services get no rights on the log's tables. */
  readonly logIsTable: boolean;
  /** `DEMO_DATA` on or off; default on outside production, which refuses it. */
  readonly demo: boolean;
  /** `SECRETS_HOSTS`: further host names and addresses of the services, with commas. */
  readonly hosts: readonly string[];
}

/** Throws, naming the variable and what it should hold. */
export function readPreparationConfig(env: NodeJS.ProcessEnv): PreparationConfig {
  const { SECRETS_DIR: folder, SECRETS_HOSTS, KAFKA_BROKERS } = env;
  const adminUrl = readOwnDatabaseUrl(env);
  if (!adminUrl) throw new Error('DATABASE_URL must be set');
  if (!folder) throw new Error('SECRETS_DIR must be set');
  return {
    folder,
    adminUrl,
    logIsTable: !KAFKA_BROKERS,
    demo: readDemoData(env),
    hosts: SECRETS_HOSTS?.split(',').filter(Boolean) ?? [],
  };
}
