import type { SubgraphAnswer, SubgraphTransport } from '../subgraphs/subgraph-transport.ts';
import { composed, federated } from './differential/foreign-graph.ts';
import { startToyRouter, type ToyRouter, type ToyRouterOptions } from './toy-router.ts';

export type Script = (request: {
  readonly query: string;
  readonly representations: readonly Record<string, unknown>[];
}) => unknown;

/** A router on a graph of a test's own, whose subgraphs answer what the test says: right or wrong. */
export function startScriptedRouter(
  graph: Readonly<Record<string, { readonly sdl: string; readonly answers: Script }>>,
  options: ToyRouterOptions = {},
): Promise<ToyRouter> {
  const sdls = Object.entries(graph).map(([name, { sdl }]) => [name, federated(sdl)]);
  const subgraphs = Object.entries(graph).map(([name, { answers }]): [string, SubgraphTransport] => [
    name,
    {
      execute: async ({ query, variables = {} }) => {
        const { representations = [] } = variables as { representations?: Record<string, unknown>[] };
        return answers({ query, representations }) as SubgraphAnswer;
      },
      subscribe: async () => ({ data: null }),
      ready: async () => undefined,
      close: async () => undefined,
    },
  ]);
  const supergraphSdl = composed(Object.fromEntries(sdls));
  return startToyRouter({ ...options, supergraphSdl, subgraphs: Object.fromEntries(subgraphs) });
}
