import type { SubgraphAnswer, SubgraphTransport } from '../../subgraphs/subgraph-transport.ts';
import { wasTooLarge } from '../../subgraphs/subgraph-transport.ts';
import type { RequestScope } from '../request-scope.ts';

/** One subgraph, or what stands for one, as the executor of plans asks it. */
export interface PlanSource {
  /** The answer belongs to who asked. */
  fetch(request: SourceRequest, scope: RequestScope): Promise<SubgraphAnswer>;
}

export interface SourceRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** For each entity that is asked for, at how many places of the whole answer it will stand. */
  readonly copies?: readonly number[] | undefined;
}

/** Carries the caller's identity, and counts what comes back. */
export function planSource(transport: SubgraphTransport): PlanSource {
  return {
    async fetch({ query, operationName, variables, copies }, scope) {
      const answer = await readable(
        transport.execute(
          {
            query,
            variables,
            requestId: scope.requestId,
            ...(scope.reads ? { reads: scope.reads } : {}),
            ...(operationName ? { operationName } : {}),
          },
          { identityToken: scope.identityToken, signal: scope.signal },
        ),
        scope,
      );
      measure(answer, copies, scope);
      return answer;
    },
  };
}

async function readable(answer: Promise<SubgraphAnswer>, scope: RequestScope): Promise<SubgraphAnswer> {
  try {
    return await answer;
  } catch (error) {
    throw wasTooLarge(error) ? scope.answer.refuse() : error;
  }
}

/** An entity stands at each place that asked for it in the answer, and counts as often. */
function measure(
  { data }: SubgraphAnswer,
  copies: readonly number[] | undefined,
  { answer }: RequestScope,
): void {
  const entities = copies && data?._entities;
  if (Array.isArray(entities))
    answer.add(
      entities,
      copies!.flatMap((count, index) => Array.from({ length: count }, () => index)),
    );
  else answer.add(data);
}
