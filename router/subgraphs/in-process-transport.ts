import type { ServableSubgraph } from '@depachika/graphql/executable-subgraph.ts';
import type { SubgraphAnswer, SubgraphTransport } from './subgraph-transport.ts';

/** Calls a subgraph that lives in this process, through the same `execute` that its HTTP port serves. */
export function inProcessTransport(
  subgraph: Pick<ServableSubgraph, 'execute' | 'subscribe' | 'ready'>,
): SubgraphTransport {
  return {
    async execute(request, call) {
      return (await subgraph.execute(request, call.identityToken)) as SubgraphAnswer;
    },
    async subscribe(request, call) {
      return (await subgraph.subscribe(request, call.identityToken)) as
        | AsyncGenerator<SubgraphAnswer, void, void>
        | SubgraphAnswer;
    },
    ready: () => subgraph.ready(),
    close: async () => undefined,
  };
}
