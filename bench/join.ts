import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { load } from './load.ts';
import type { BenchRow } from './table.ts';

export interface JoinOptions {
  /** GraphQL addresses of the running subgraphs, by name. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Identity token that the subgraphs accept for the whole run. */
  readonly identityToken: string;
  readonly productIds: readonly string[];
}

const JOIN = `query Join($id: ID!) { product(id: $id) { id nameJa minPriceYen salesRank category { nameJa } variants { id label priceYen stock { available status } } } }`;

/** One product of three subgraphs, through this router and through plain @apollo/gateway, over the same subgraphs. */
export async function benchJoin(options: JoinOptions): Promise<BenchRow[]> {
  const ours = await measure('join-router.ts', options);
  const plain = await measure('join-plain-gateway.ts', options);
  return [
    {
      name: 'Join of three subgraphs over HTTP, router CPU per request',
      value: ours.cpuMs,
      unit: 'ms',
      comparedTo: `plain @apollo/gateway: ${plain.cpuMs.toFixed(2)}`,
      ratio: ours.cpuMs / plain.cpuMs,
    },
    {
      name: 'Join of three subgraphs over HTTP',
      value: ours.perSecond,
      unit: 'requests/s',
      comparedTo: `plain @apollo/gateway: ${Math.round(plain.perSecond)}`,
      ratio: ours.perSecond / plain.perSecond,
    },
  ];
}

async function measure(script: string, { subgraphs, identityToken, productIds }: JoinOptions) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      SUBGRAPHS: JSON.stringify(subgraphs),
      IDENTITY_TOKEN: identityToken,
    },
  });
  const next = <T>() =>
    new Promise<T>((resolve) => child.once('message', (message) => resolve(message as T)));
  try {
    const { url } = await next<{ url: string }>();
    return await load({
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
  } finally {
    child.kill();
  }
}
