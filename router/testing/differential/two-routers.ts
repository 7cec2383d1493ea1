import { type Answer, startToyRouter } from '../toy-router.ts';
import type { GeneratedOperation } from './generated-operation.ts';
import { readGraph } from './made-up-graph.ts';
import { type AskedSubgraph, madeUpSubgraph } from './made-up-subgraph.ts';
import type { Mood } from './mood.ts';

export interface Answered {
  readonly answer: Answer;
  readonly asked: readonly AskedSubgraph[];
}

/** Two routers on one graph, whose subgraphs tell each of them the same. */
export interface TwoRouters {
  own(operation: GeneratedOperation, mood: Mood): Promise<Answered>;
  gateway(operation: GeneratedOperation, mood: Mood): Promise<Answered>;
  close(): Promise<void>;
}

/** @param signIn whom the operations are asked for */
export async function startTwoRouters(
  supergraphSdl: string,
  signIn?: { readonly scopes: readonly string[] },
): Promise<TwoRouters> {
  const graph = readGraph(supergraphSdl);
  const start = async (executor: string) => {
    let mood: Mood = { seed: 0 };
    let asked: AskedSubgraph[] = [];
    const subgraphs = Object.fromEntries(
      [...graph.schemas.keys()].map((name) => [
        name,
        madeUpSubgraph({ name, graph, mood: () => mood, asked: (what) => asked.push(what) }),
      ]),
    );
    const router = await startToyRouter({
      supergraphSdl,
      subgraphs,
      env: { ...BOUNDLESS, ROUTER_EXECUTOR: executor },
    });
    const authorization = signIn && (await router.signIn({ roles: ['ADMIN'], scopes: [...signIn.scopes] }));
    const ask = async (operation: GeneratedOperation, inMood: Mood): Promise<Answered> => {
      mood = inMood;
      asked = [];
      const answer = await router.post(operation, authorization ? { authorization } : {});
      return { answer, asked };
    };
    return { router, ask };
  };
  const [own, gateway] = [await start('own'), await start('gateway')];
  return {
    own: own.ask,
    gateway: gateway.ask,
    close: async () => void (await Promise.all([own.router.close(), gateway.router.close()])),
  };
}

/** What an operation may cost is not what is compared. */
export const BOUNDLESS = {
  RATE_LIMIT_REQUESTS: '0',
  MAX_QUERY_DEPTH: '100',
  MAX_QUERY_ALIASES: '1000',
  MAX_ROOT_FIELDS: '1000',
  MAX_QUERY_FIELDS: '100000',
  MAX_QUERY_DIRECTIVES: '1000',
  MAX_QUERY_TOKENS: '100000',
  COST_BUDGET_ANONYMOUS: '1000000000',
  COST_BUDGET_CUSTOMER: '1000000000',
  COST_BUDGET_STAFF: '1000000000',
};
