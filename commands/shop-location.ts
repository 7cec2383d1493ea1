import { readRouterConfig } from '@depachika/router/config.ts';
import { readDatabaseUrl, readDataFolder } from '../topology/embedded/config.ts';
import { fromEnvironment } from './values.ts';

/** Where this machine's shop keeps its data and answers. */
export interface ShopLocation {
  /** Data, keys and sockets; `DATA_DIR`. */
  readonly dataFolder: string;
  /** Undefined when the database is the embedded one of the data folder; `DATABASE_URL`. */
  readonly databaseUrl: string | undefined;
  /** The public GraphQL endpoint, on loopback; `PORT`. */
  readonly graphqlUrl: string;
}

/** As the shop itself reads the environment. */
export function shopLocation(): ShopLocation {
  return fromEnvironment((env) => ({
    dataFolder: readDataFolder(env),
    databaseUrl: readDatabaseUrl(env),
    graphqlUrl: `http://127.0.0.1:${readRouterConfig(env).port}/graphql`,
  }));
}

/** For a command's help. */
export const READS_DATABASE = {
  DATABASE_URL: "the shop's database (default: the embedded one)",
  DATA_DIR: 'the folder of the embedded one (default: .data)',
} as const;

export const READS_PORT = { PORT: 'where the shop listens (default: 8080)' } as const;
