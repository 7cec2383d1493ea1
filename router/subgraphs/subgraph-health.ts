import type { Logger } from 'pino';
import type { CircuitState } from './away/circuit.ts';
import type { SubgraphTransport } from './subgraph-transport.ts';

export interface SubgraphState {
  readonly name: string;
  readonly answers: boolean;
}

/** Whether the router asks a subgraph now. */
export interface SubgraphCircuit {
  readonly name: string;
  readonly state: CircuitState;
}

/** Which subgraphs answer now. Several who ask at once share one look. */
export interface SubgraphHealth {
  look(): Promise<readonly SubgraphState[]>;
}

export function subgraphHealth({
  subgraphs,
  logger,
}: {
  /** Of the graph that is served now. */
  readonly subgraphs: () => Readonly<Record<string, SubgraphTransport>>;
  readonly logger: Logger;
}): SubgraphHealth {
  let looking: Promise<readonly SubgraphState[]> | undefined;
  return {
    look() {
      looking ??= Promise.all(Object.entries(subgraphs()).map(ask)).finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };

  async function ask([name, transport]: [string, SubgraphTransport]): Promise<SubgraphState> {
    try {
      await transport.ready();
      return { name, answers: true };
    } catch (error) {
      logger.debug({ err: error, subgraph: name }, 'A subgraph is not ready');
      return { name, answers: false };
    }
  }
}
