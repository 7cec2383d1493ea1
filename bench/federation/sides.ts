import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '@depachika/local-servers/config.ts';
import { freePorts } from '@depachika/local-servers/free-ports.ts';
import { startArguments } from '../../topology/start-arguments.ts';
import { treeUse } from '../process-tree.ts';
import { installHiveGateway } from './hive-gateway.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A gateway that runs before the measured graph. */
export interface Side {
  readonly name: string;
  readonly url: string;
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

export const PLAIN = '@apollo/gateway';
export const OURS = 'this router';
export const HIVE = 'Hive Gateway';
export const HIVE_RUST = 'Hive Gateway with its Rust planner';

export async function startSide(name: string, supergraphFile: string): Promise<Side> {
  const port = await nextPort();
  const child = spawn(process.execPath, argumentsOf(name, { supergraphFile, port: String(port) }), {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: childEnvironment({
      NODE_ENV: 'production',
      RATE_LIMIT_REQUESTS: '0',
      COST_BUDGET_ANONYMOUS: '100000000',
      MAX_QUERY_DEPTH: '20',
    }),
  });
  const url = `http://127.0.0.1:${port}${name === PLAIN ? '/' : '/graphql'}`;
  await untilItAnswers(url, child, name);
  return {
    name,
    url,
    cpuSeconds: async () => (await treeUse(child.pid!)).cpuSeconds,
    async stop() {
      const ended = once(child, 'exit');
      if (child.kill()) await ended;
    },
  };
}

function argumentsOf(
  name: string,
  { supergraphFile, port }: { readonly supergraphFile: string; readonly port: string },
): string[] {
  if (name === PLAIN) return [scriptAt('plain-gateway.ts'), supergraphFile, port];
  if (name === OURS)
    return [
      ...startArguments('router'),
      ...['--supergraph', supergraphFile, '--port', port, '--log-level', 'error'],
    ];
  const hive = [installHiveGateway(), 'supergraph', supergraphFile, '-h', '127.0.0.1', '-p', port];
  return name === HIVE_RUST ? [...hive, '--hive-router-runtime'] : hive;
}

function scriptAt(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

const nextPort = freePorts();

const TRIES = 300;

async function untilItAnswers(url: string, child: ChildProcess, name: string): Promise<void> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    }).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} does not answer`);
}
