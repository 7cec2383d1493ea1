/** What a saved file means for the shop that runs from it. */
export type Meaning =
  /** The shop has it from its next start on; what is generated from it is made anew before. */
  | 'restart'
  /** Runs in the watching process itself. */
  | 'startAgain'
  | 'nothing';

/** Folders and files that are watched. */
export const WATCHED = [
  'start.ts',
  'package-lock.json',
  'demo',
  'packages',
  'prisma',
  'router',
  'schema',
  'subgraphs',
  'topology',
  'web/graphiql',
  'web/server',
] as const;

/** @param path from the project's folder, with slashes */
export function meaningOf(path: string): Meaning {
  if (IGNORED.some((pattern) => pattern.test(path))) return 'nothing';
  if (OWN.some((pattern) => pattern.test(path))) return 'startAgain';
  return CODE.test(path) ? 'restart' : 'nothing';
}

/** The graph is composed of it. */
export function isSdl(path: string): boolean {
  return path.endsWith('.graphql') && meaningOf(path) === 'restart';
}

/** Tests, what is made from other files, and what the shop does not read. */
const IGNORED = [
  /(^|\/)(node_modules|generated|testing)(\/|$)/,
  /\.test\.ts$/,
  /\.stamp$/,
  /^schema\/supergraph\./,
  /^schema\/operations\//,
  /^topology\/distributed\//,
  /(^|\/)main\.ts$/,
];

/** The database and the generators, which outlive the shop's restarts, and packages that would have to be installed. */
const OWN = [
  /^package-lock\.json$/,
  /^packages\/(codegen|database\/embedded)\//,
  /^schema\/(compose|prelude)\.ts$/,
  /^topology\/development\//,
  /^web\/server\//,
];

const CODE = /\.(ts|js|json|graphql|prisma|proto|sql|yaml|html)$/;

/** Domains whose models were saved. */
export function changedModels(paths: readonly string[]): string[] {
  return paths.flatMap((path) => /^prisma\/([a-z]+)\/schema\.prisma$/.exec(path)?.[1] ?? []);
}
