import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '@depachika/local-servers/config.ts';
import { routerFlags } from '../../topology/start-arguments.ts';
import { loadOnce } from '../load.ts';
import { type BenchRow, median } from '../table.ts';

export interface JoinOptions {
  /** GraphQL addresses of the running subgraphs, by name. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Identity token that the subgraphs accept for the whole run. */
  readonly identityToken: string;
  readonly productIds: readonly string[];
}

const JOIN = `query Join($id: ID!) { product(id: $id) { id nameJa minPriceYen salesRank category { nameJa } variants { id label priceYen stock { available status } } } }`;

/**
 * One product of three subgraphs, through this router and through plain @apollo/gateway, over the same subgraphs: by
 * turns, so that what else the machine does meets both. Each runs as it is started: the router with its flags of Node.
 */
export async function benchJoin(options: JoinOptions): Promise<BenchRow[]> {
  const sides = [
    await startSide({ script: 'join-router.ts', flags: routerFlags() }, options),
    await startSide({ script: 'join-plain-gateway.ts', flags: [] }, options),
  ];
  try {
    for (const side of sides) await side.round();
    const cpuMs: number[][] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, side] of sides.entries()) cpuMs[index]!.push(await side.round());
    }
    const [ours, plain] = cpuMs.map(median) as [number, number];
    return [
      {
        name: 'Join of three subgraphs over HTTP, router CPU per request',
        value: ours,
        unit: 'ms',
        comparedTo: `plain @apollo/gateway: ${plain.toFixed(2)}`,
        ratio: ours / plain,
      },
    ];
  } finally {
    for (const side of sides) side.stop();
  }
}

const ROUNDS = 3;

async function startSide(
  { script, flags }: { readonly script: string; readonly flags: readonly string[] },
  { subgraphs, identityToken, productIds }: JoinOptions,
) {
  const child = spawn(process.execPath, [...flags, fileURLToPath(new URL(script, import.meta.url))], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: childEnvironment({
      NODE_ENV: 'production',
      SUBGRAPHS: JSON.stringify(subgraphs),
      IDENTITY_TOKEN: identityToken,
    }),
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
  });
  ended.catch(() => undefined);
  const next = <T>() =>
    Promise.race([
      ended,
      new Promise<T>((resolve) => child.once('message', (answer) => resolve(answer as T))),
    ]);
  const { url } = await next<{ url: string }>();
  return {
    /** CPU per request, milliseconds. */
    async round(): Promise<number> {
      const { cpuMs } = await loadOnce({
        url,
        body: () => ({
          query: JOIN,
          variables: { id: productIds[Math.floor(Math.random() * productIds.length)] },
        }),
        async cpuSeconds() {
          const answer = next<{ cpuSeconds: number }>();
          child.send('cpu');
          return (await answer).cpuSeconds;
        },
      });
      return cpuMs;
    },
    stop: () => child.kill(),
  };
}
