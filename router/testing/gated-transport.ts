import { inProcessTransport } from '../subgraphs/in-process-transport.ts';
import type { SubgraphTransport } from '../subgraphs/subgraph-transport.ts';
import type { ToySubgraph } from './toy-shop.ts';

/** Toy subgraphs whose answers a test holds back and lets go. */
export interface Gates {
  /** For a router's `transport`. */
  readonly transport: (subgraph: ToySubgraph) => SubgraphTransport;
  /** From now on, what this subgraph is asked waits. */
  hold(subgraph: string): void;
  /** Answers what waits, and asks nobody to wait any more. @param failure what it answers with instead */
  release(subgraph: string, failure?: unknown): void;
  /** How many of its requests wait. */
  waiting(subgraph: string): number;
  /** How many requests that waited were given up by who asked. */
  aborted(): number;
}

export function gatedTransports(): Gates {
  const held = new Map<string, Set<PromiseWithResolvers<void>>>();
  let aborted = 0;
  return {
    transport(subgraph) {
      const transport = inProcessTransport(subgraph);
      return {
        ...transport,
        async execute(request, options) {
          const gates = held.get(subgraph.name);
          if (gates) {
            const gate = Promise.withResolvers<void>();
            gates.add(gate);
            options.signal?.addEventListener('abort', () => {
              if (!gates.delete(gate)) return;
              aborted += 1;
              gate.reject(new Error('Nobody waits for this answer any more'));
            });
            await gate.promise;
          }
          return transport.execute(request, options);
        },
      };
    },
    hold: (subgraph) => void held.set(subgraph, new Set()),
    release(subgraph, failure) {
      const gates = held.get(subgraph);
      held.delete(subgraph);
      for (const gate of gates ?? []) {
        gates!.delete(gate);
        if (failure) gate.reject(failure);
        else gate.resolve();
      }
    },
    waiting: (subgraph) => held.get(subgraph)?.size ?? 0,
    aborted: () => aborted,
  };
}
