import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import { watchedStream } from '@depachika/graphql/watched-stream.ts';
import { isMutation, type SubgraphCall, type SubgraphTransport, wasTooLarge } from './subgraph-transport.ts';

/** How long a replica that did not answer is asked only when no other is left. */
const AVOIDED_MS = 2_000;

/**
 * Several replicas of one subgraph as one: they take turns, and one that does not answer is avoided for a while. A
 * query goes on to the next replica; a mutation only when the first has certainly not begun it. A replica whose stream breaks
 * is avoided too: who opens the stream again gets another.
 */
export function replicatedTransport(
  replicas: readonly SubgraphTransport[],
  nowMs: () => number = () => performance.now(),
): SubgraphTransport {
  const [only] = replicas;
  if (only && replicas.length === 1) return only;
  const avoidedUntilMs = new Map<SubgraphTransport, number>();
  let turn = 0;

  return {
    execute: (request, call) => fromAny(request, call, (replica) => replica.execute(request, call)),
    subscribe: (request, call) =>
      fromAny(request, call, async (replica) => {
        const answer = await replica.subscribe(request, call);
        if (!(Symbol.asyncIterator in answer)) return answer;
        return watchedStream(answer, { ended: ({ kind }) => kind === 'failed' && avoid(replica) });
      }),
    async ready() {
      await Promise.any(replicas.map((replica) => replica.ready())).catch((error: AggregateError) => {
        throw error.errors[0];
      });
    },
    async close() {
      await Promise.all(replicas.map((replica) => replica.close()));
    },
  };

  async function fromAny<T>(
    request: GraphQLRequest,
    call: SubgraphCall,
    ask: (replica: SubgraphTransport) => Promise<T>,
  ): Promise<T> {
    const order = inTurn();
    for (const [index, replica] of order.entries()) {
      try {
        return await ask(replica);
      } catch (error) {
        const isLast = index === order.length - 1;
        const isLate = call.signal?.aborted === true;
        // Whoever gave it up has no time left for another one; the next who asks begins there.
        if (isLate && !call.left?.aborted) avoid(replica);
        if (isLast || isLate || !mayRepeat(request, error)) throw error;
        avoid(replica);
      }
    }
    throw new Error('There is no replica');
  }

  function avoid(replica: SubgraphTransport): void {
    avoidedUntilMs.set(replica, nowMs() + AVOIDED_MS);
  }

  function inTurn(): SubgraphTransport[] {
    turn = (turn + 1) % replicas.length;
    const rotated = [...replicas.slice(turn), ...replicas.slice(0, turn)];
    const isAvoided = (replica: SubgraphTransport) => (avoidedUntilMs.get(replica) ?? 0) > nowMs();
    return [...rotated.filter((replica) => !isAvoided(replica)), ...rotated.filter(isAvoided)];
  }
}

function mayRepeat(request: GraphQLRequest, error: unknown): boolean {
  if (wasTooLarge(error)) return false;
  return !isMutation(request) || hasNotBegun(error);
}

/** No connection, or an answer of 503, which a subgraph gives only before it looks at a request. */
function hasNotBegun(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, statusCode } = at as Error & { code?: unknown; statusCode?: unknown };
    if (code === 'ECONNREFUSED' || code === 'UND_ERR_CONNECT_TIMEOUT' || statusCode === 503) return true;
  }
  return false;
}
