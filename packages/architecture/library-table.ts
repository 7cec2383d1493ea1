/** A library that stands for an outside system, a protocol or a framework, and the parts that may know it. */
export interface LibraryRow {
  readonly libraries: readonly string[];
  readonly parts: readonly string[];
  /** Its types may be named everywhere. */
  readonly typesEverywhere?: boolean;
}

/** Libraries that are not named here are free, but for rules: those take `node:crypto` alone. Tests take any. */
export const LIBRARY_TABLE: readonly LibraryRow[] = [
  { libraries: ['ioredis'], parts: ['packages/redis', 'packages/local-servers'] },
  { libraries: ['kafkajs'], parts: ['packages/events'] },
  {
    libraries: ['pg'],
    parts: ['packages/database', 'packages/local-servers', 'topology/distributed', 'bench'],
  },
  { libraries: ['@prisma/adapter-pg'], parts: ['packages/database', 'subgraph boundary'] },
  {
    libraries: ['@electric-sql/pglite', '@electric-sql/pglite-postgis', '@prisma/driver-adapter-utils'],
    parts: ['packages/database'],
  },
  { libraries: ['@aws-sdk/client-s3', '@aws-sdk/s3-request-presigner'], parts: ['packages/object-storage'] },
  { libraries: ['file-type', 'sharp'], parts: ['subgraph use case'] },
  { libraries: ['nodemailer', 'markdown-it'], parts: ['subgraph use case'] },
  { libraries: ['@grpc/grpc-js'], parts: ['packages/rpc'] },
  { libraries: ['@apollo/subgraph', 'dataloader', 'graphql-scalars'], parts: ['packages/graphql'] },
  { libraries: ['@apollo/gateway'], parts: ['router/execution', 'router/subgraphs', 'bench'] },
  { libraries: ['cockatiel'], parts: ['router/subgraphs'] },
  { libraries: ['@apollo/server'], parts: ['router/http', 'bench'] },
  { libraries: ['ajv', 'ajv-formats'], parts: ['packages/events', 'router/rest'] },
  { libraries: ['@scalar/fastify-api-reference'], parts: ['router/rest'] },
  { libraries: ['prom-client', 'pino-pretty'], parts: ['packages/telemetry'] },
  { libraries: ['pino'], parts: ['packages/telemetry', 'packages/local-servers'], typesEverywhere: true },
  {
    libraries: ['fastify'],
    parts: ['packages/graphql', 'packages/service', 'router/http', 'router main'],
    typesEverywhere: true,
  },
  { libraries: ['graphql-ws'], parts: ['router/websocket', 'commands', 'web/app', 'web/graphiql'] },
  {
    libraries: ['react', 'react-dom', 'react-router', '@react-router/dev', '@remix-run/node-fetch-server'],
    parts: ['web', 'web/app', 'web/graphiql', 'web/server', 'topology/development'],
  },
  {
    libraries: ['ws'],
    parts: ['packages/graphql', 'router/subgraphs', 'router/websocket', 'commands', 'bench'],
  },
];

export const LIBRARIES_OF_RULES: readonly string[] = ['node:crypto'];
