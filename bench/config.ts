/** A PostgreSQL server on which databases may be made and dropped: `DATABASE_URL`. Undefined: the embedded one. */
export function readServerUrl(): string | undefined {
  return process.env.DATABASE_URL || undefined;
}

/** The program that measures PostgreSQL itself: `PGBENCH`, default that of the path. */
export function readPgbench(): string {
  return process.env.PGBENCH || 'pgbench';
}

/** What a side of the join is started with. */
export interface JoinSide {
  /** Addresses by domain: `SUBGRAPHS`, JSON. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** `IDENTITY_TOKEN` */
  readonly identityToken: string;
}

export function readJoinSide(): JoinSide {
  const { SUBGRAPHS: subgraphs = '{}', IDENTITY_TOKEN: identityToken = '' } = process.env;
  return { subgraphs: JSON.parse(subgraphs), identityToken };
}

/** What the router of many subscribers is started with. */
export interface SubscribersSide extends Pick<JoinSide, 'subgraphs'> {
  /** Where the identity key is: `DATA_DIR` */
  readonly dataFolder: string;
}

export function readSubscribersSide(): SubscribersSide {
  const { DATA_DIR: dataFolder = '' } = process.env;
  return { subgraphs: readJoinSide().subgraphs, dataFolder };
}

/** The program of a Chromium: `CHROMIUM_PATH`. Undefined: the one of this machine. */
export function readChromiumPath(): string | undefined {
  return process.env.CHROMIUM_PATH || undefined;
}
