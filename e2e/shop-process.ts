import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE_FOLDER } from '@depachika/database/prepared-cluster.ts';

/** The shop's folder: where commands are run. */
export const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** `node start.ts` in a process of its own. */
export interface ShopProcess {
  readonly pid: number;
  /** Where the graph is served; known once it is ready. */
  readonly graphqlUrl: string;
  /** Where the clock can be set forward; undefined without TEST_CONTROLS. */
  readonly clockUrl: string | undefined;
  /** Everything that it has printed so far. */
  output(): string;
  /** Resolves when the process is gone, whoever ended it. */
  readonly exited: Promise<Exit>;
  signal(signal: NodeJS.Signals): void;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The process ended before it was ready. */
export class ShopNotStarted extends Error {
  readonly exit: Exit;
  readonly output: string;

  constructor(exit: Exit, output: string) {
    super(`The shop ended with ${exit.code ?? exit.signal} before it was ready:\n${output}`);
    this.exit = exit;
    this.output = output;
  }
}

/** Compiled code of the last starts, so that the next one need not compile it: a third of a start. */
const NODE_COMPILE_CACHE = join(CACHE_FOLDER, 'compiled');

const READY = /Depachika is ready/;
const GRAPH = /Graph +(http\S+)/;
const CLOCK = /Test clock +(http\S+)/;

/** `E2E_TOPOLOGY=distributed` runs the same suites against one process per service. */
const TOPOLOGY = process.env.E2E_TOPOLOGY === 'distributed' ? 'distributed' : 'embedded';
const ENTRY = { distributed: 'scripts/start-distributed.ts', embedded: 'start.ts' } as const;

/** Resolves at the ready line. @throws ShopNotStarted */
export async function startShopProcess(
  env: Readonly<Record<string, string>>,
  { topology = TOPOLOGY }: { readonly topology?: keyof typeof ENTRY } = {},
): Promise<ShopProcess> {
  const child = spawn(process.execPath, [ENTRY[topology]], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited(),
      NODE_COMPILE_CACHE,
      ...(topology === 'distributed' ? servers(env.DATABASE_URL) : {}),
      ...env,
    },
  });
  let output = '';
  const exited = new Promise<Exit>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  await ready(child, exited, (chunk) => {
    output += chunk;
    return output;
  });
  return {
    pid: child.pid!,
    graphqlUrl: GRAPH.exec(output)![1]!,
    clockUrl: CLOCK.exec(output)?.[1],
    output: () => output,
    exited,
    signal: (signal) => void child.kill(signal),
  };
}

async function ready(
  child: ChildProcess,
  exited: Promise<Exit>,
  collect: (chunk: string) => string,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let output = '';
  const read = (chunk: Buffer) => {
    output = collect(String(chunk));
    // The line with the clock comes after the first one; the last says how to stop.
    if (READY.test(output) && output.includes('Ctrl-C stops it.')) resolve();
  };
  child.stdout!.on('data', read);
  child.stderr!.on('data', read);
  exited.then((exit) => reject(new ShopNotStarted(exit, output)));
  await promise;
}

/** The real parts that only the distributed shop takes; topics carry the name of the shop's database. */
function servers(databaseUrl: string | undefined): Record<string, string> {
  const { TEST_REDIS_URL: redis, TEST_KAFKA_BROKERS: kafka } = process.env;
  if (!databaseUrl) return {};
  return {
    ...(redis ? { REDIS_URL: redis } : {}),
    ...(kafka
      ? { KAFKA_BROKERS: kafka, KAFKA_TOPIC_PREFIX: `${new URL(databaseUrl).pathname.slice(1)}.` }
      : {}),
  };
}

/** A test's own settings decide, not those of whoever runs it. */
function inherited(): NodeJS.ProcessEnv {
  const {
    NODE_ENV: _,
    VITEST: __,
    DATABASE_URL: ___,
    REDIS_URL: ____,
    KAFKA_BROKERS: _____,
    ...rest
  } = process.env;
  return rest;
}
