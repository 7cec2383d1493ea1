/** What the job that prepares for services is told. */
export interface PreparationConfig {
  /** `SECRETS_DIR`: gets one folder per service. */
  readonly folder: string;
  /** `DATABASE_URL`: a role that may create roles and the PostGIS extension. */
  readonly adminUrl: string;
  /** False when `KAFKA_BROKERS` is set: services get no rights on the log's tables. */
  readonly logIsTable: boolean;
  /** `DEMO_DATA` on; default off. */
  readonly demo: boolean;
  /** `SECRETS_HOSTS`: further host names and addresses of the services, with commas. */
  readonly hosts: readonly string[];
}

/** @returns the name of a variable that must be set, when it is not */
export function readPreparationConfig(): PreparationConfig | string {
  const { DATABASE_URL, SECRETS_DIR, SECRETS_HOSTS, KAFKA_BROKERS, DEMO_DATA } = process.env;
  if (!DATABASE_URL) return 'DATABASE_URL';
  if (!SECRETS_DIR) return 'SECRETS_DIR';
  return {
    folder: SECRETS_DIR,
    adminUrl: DATABASE_URL,
    logIsTable: !KAFKA_BROKERS,
    demo: DEMO_DATA === 'on',
    hosts: SECRETS_HOSTS?.split(',').filter(Boolean) ?? [],
  };
}
