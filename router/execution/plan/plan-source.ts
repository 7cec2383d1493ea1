import { WrittenRequest } from '../../subgraphs/http/written-request.ts';
import type { SubgraphAnswer, SubgraphTransport } from '../../subgraphs/subgraph-transport.ts';
import { wasTooLarge } from '../../subgraphs/subgraph-transport.ts';
import type { RequestScope } from '../request-scope.ts';

/** One subgraph, or what stands for one, as the executor of plans asks it. */
export interface PlanSource {
  /** True when it may be asked for several lists of entities in one request. */
  readonly joins?: boolean;
  /** The answer belongs to who asked. */
  fetch(request: SourceRequest, scope: RequestScope): Promise<SubgraphAnswer>;
}

export interface SourceRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Further variables, as JSON already. */
  readonly written?: Readonly<Record<string, string>> | undefined;
  /** By the keys of the lists in the answer: for each entity, at how many places of the whole answer it will stand. */
  readonly copies?: Readonly<Record<string, readonly number[]>> | undefined;
}

/** Carries the caller's identity, and counts what comes back. */
export function planSource(transport: SubgraphTransport): PlanSource {
  return {
    joins: true,
    async fetch({ query, operationName, variables, written, copies }, scope) {
      const { requestId, language, reads, identityToken, signal } = scope;
      const told = { requestId, language, reads };
      const request = new WrittenRequest({ query, operationName, variables, written, ...told });
      let answer: SubgraphAnswer;
      try {
        answer = await transport.execute(request, { identityToken, signal });
      } catch (error) {
        throw wasTooLarge(error) ? scope.answer.refuse() : error;
      }
      measure(answer, copies, scope);
      return answer;
    },
  };
}

/** An entity stands at each place that asked for it in the answer, and counts as often. */
function measure(
  { data, bytes }: SubgraphAnswer,
  copies: SourceRequest['copies'],
  { answer }: RequestScope,
): void {
  if (bytes !== undefined) {
    const { mean, most } = copiesOfEach(copies);
    if (answer.addFew(bytes * mean, bytes * most)) return;
  }
  if (!copies || !data) {
    answer.add(data);
    return;
  }
  for (const key of Object.keys(data)) {
    const entities = data[key];
    const counts = copies[key];
    if (counts && Array.isArray(entities)) answer.add(entities, counts);
    else answer.add(entities);
  }
}

/** How many copies an entity has on average, and the one that has most: the bytes may be of that alone. */
function copiesOfEach(copies: SourceRequest['copies']): { readonly mean: number; readonly most: number } {
  let entities = 0;
  let places = 0;
  let most = 1;
  for (const key in copies) {
    entities += copies[key]!.length;
    for (const count of copies[key]!) {
      places += count;
      if (count > most) most = count;
    }
  }
  return { mean: entities === 0 ? 1 : places / entities, most };
}
