import { documentReader } from '@depachika/graphql/documents.ts';
import { badUserInput } from '@depachika/graphql/errors.ts';
import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import { type BatchLoader, batchLoader } from '@depachika/graphql/loaders.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { buildASTSchema, execute, parse } from 'graphql';
import type { SubgraphAnswer, SubgraphCall, SubgraphTransport } from '../../subgraphs/subgraph-transport.ts';
import { type ExistingNode, existingNodes } from './existing-nodes.ts';

/** Of one list; the SDL says so. */
const MAX_IDS = 100;

/**
 * Answers `node` and `nodes` as if it were a subgraph. It has no data: of each id it asks the domain whose it is, as the
 * caller, before it says that there is something. Whatever else is asked of a node is planned as of any entity.
 * @param sdl of `schema/nodes/nodes.graphql`
 */
export function nodeTransport(
  subgraphs: Readonly<Record<string, SubgraphTransport>>,
  sdl: string,
): SubgraphTransport {
  const schema = buildASTSchema(parse(sdl), { assumeValidSDL: true });
  const read = documentReader(schema);

  return {
    async execute(request, call) {
      const { document, errors } = read(request.query);
      if (!document) return { errors };
      const { variables, operationName } = request;
      const contextValue = { nodes: nodesOf(subgraphs, { request, call }) };
      const asked = { schema, document, rootValue: ROOT, contextValue, operationName };
      return (await execute({ ...asked, variableValues: variables })) as SubgraphAnswer;
    },
    subscribe: async () => {
      throw new Error('Nodes have no subscriptions');
    },
    ready: async () => undefined,
    close: async () => undefined,
  };
}

interface Context {
  readonly nodes: BatchLoader<string, ExistingNode | Error>;
}

const ROOT = {
  node: async ({ id }: { readonly id: string }, { nodes }: Context) => nodes.load(id),
  nodes({ ids }: { readonly ids: readonly string[] }, { nodes }: Context) {
    if (ids.length > MAX_IDS) throw badUserInput('ids', allowed.atMost(MAX_IDS));
    // Each by itself: an error takes the place of its own node alone.
    return ids.map((id) => nodes.load(id));
  },
};

/** Of one request: however often and wherever it names ids, each domain is asked once. */
function nodesOf(
  subgraphs: Readonly<Record<string, SubgraphTransport>>,
  asked: { readonly request: GraphQLRequest; readonly call: SubgraphCall },
): Context['nodes'] {
  return batchLoader((ids: readonly string[]) => existingNodes(subgraphs, { ids, ...asked }));
}
