import { codesOf, type ErrorCode, outcomeOf } from '@depachika/schema/error-outcomes.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import { type SubgraphAnswer, type SubgraphTransport, wasTooLarge } from './subgraph-transport.ts';

/** The same transport, counted under the subgraph's name: each answer, and of a subscription its start. */
export function measuredTransport(
  subgraph: string,
  transport: SubgraphTransport,
  metrics: Pick<Metrics, 'subgraphAsked'>,
): SubgraphTransport {
  return {
    execute: (request, call) => counted(() => transport.execute(request, call)),
    subscribe: (request, call) => counted(() => transport.subscribe(request, call)),
    ready: () => transport.ready(),
    close: () => transport.close(),
  };

  async function counted<R extends SubgraphAnswer | AsyncGenerator<SubgraphAnswer>>(
    ask: () => Promise<R>,
  ): Promise<R> {
    const began = performance.now();
    const done = (codes: readonly ErrorCode[]) =>
      metrics.subgraphAsked({
        subgraph,
        outcome: outcomeOf(codes),
        durationMs: performance.now() - began,
      });
    try {
      const answer = await ask();
      done(codesOf('errors' in answer ? answer.errors : undefined));
      return answer;
    } catch (error) {
      done([wasTooLarge(error) ? 'ANSWER_TOO_LARGE' : 'SUBGRAPH_UNAVAILABLE']);
      throw error;
    }
  }
}
