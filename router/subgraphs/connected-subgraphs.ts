import type { Metrics } from '@depachika/telemetry/metrics.ts';
import type { Logger } from 'pino';
import type { GuardSettings } from '../config.ts';
import { type GuardedTransport, guardedTransport } from './away/guarded-transport.ts';
import { measuredTransport } from './measured-transport.ts';
import type { SubgraphCircuit } from './subgraph-health.ts';
import type { SubgraphTransport } from './subgraph-transport.ts';

type Transports = Readonly<Record<string, SubgraphTransport>>;

/** Ways to subgraphs, each guarded and counted once, whichever graph asks by it. */
export interface ConnectedSubgraphs {
  /** A way that is there already stays as it is, with its circuit and its connections. */
  connect(transports: Transports): Transports;
  circuitsOf(connected: Transports): readonly SubgraphCircuit[];
  /** Closes the ways that none of these graphs asks by, but no connection that another way needs. */
  closeBut(inUse: readonly Transports[]): Promise<void>;
}

interface Way {
  readonly name: string;
  readonly transport: SubgraphTransport;
  readonly guarded: GuardedTransport;
  readonly measured: SubgraphTransport;
}

export function connectedSubgraphs({
  guards,
  metrics,
  logger,
}: {
  readonly guards: GuardSettings;
  readonly metrics: Pick<Metrics, 'subgraphAsked'>;
  readonly logger: Logger;
}): ConnectedSubgraphs {
  let ways: Way[] = [];

  return {
    connect(transports) {
      const connected = Object.entries(transports).map(([name, transport]) => [
        name,
        wayTo(name, transport).measured,
      ]);
      return Object.fromEntries(connected);
    },
    circuitsOf: (connected) =>
      ways
        .filter(({ name, measured }) => connected[name] === measured)
        .map(({ name, guarded }) => ({ name, state: guarded.circuit() })),
    async closeBut(inUse) {
      const isUsed = ({ name, measured }: Way) => inUse.some((each) => each[name] === measured);
      const closing = ways.filter((way) => !isUsed(way));
      ways = ways.filter(isUsed);
      // A subgraph that has another name than before is asked by another way on the same connections.
      const inHand = new Set(ways.map(({ transport }) => transport));
      const unused = new Set(
        closing.map(({ transport }) => transport).filter((transport) => !inHand.has(transport)),
      );
      await Promise.all([...unused].map((transport) => transport.close()));
    },
  };

  /** Whatever the way to a subgraph is, nobody waits for it for ever. */
  function wayTo(name: string, transport: SubgraphTransport): Way {
    const known = ways.find((way) => way.name === name && way.transport === transport);
    if (known) return known;
    const guarded = guardedTransport({ subgraph: name, transport, logger }, guards);
    const way = { name, transport, guarded, measured: measuredTransport(name, guarded, metrics) };
    ways.push(way);
    return way;
  }
}
