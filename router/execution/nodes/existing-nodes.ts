import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import { groupedBy } from '@depachika/graphql/loaders.ts';
import type { SubgraphCode } from '@depachika/schema/error-codes.ts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { SubgraphAnswer, SubgraphCall, SubgraphTransport } from '../../subgraphs/subgraph-transport.ts';
import { type NodeType, nodeTypeOf } from './node-types.ts';

export interface ExistingNode {
  readonly __typename: string;
  readonly id: string;
}

export interface NodesAsked {
  readonly ids: readonly string[];
  /** For whom and in which language. */
  readonly request: Pick<GraphQLRequest, 'requestId' | 'language' | 'reads'>;
  readonly call: SubgraphCall;
}

/** An id, and what it would be an id of. */
interface Candidate extends ExistingNode, NodeType {}

/**
 * Asks each domain once which of its entities are there for this caller.
 * @returns by id, an error where the domain cannot tell; nothing for what does not exist or may not be read
 */
export async function existingNodes(
  subgraphs: Readonly<Record<string, SubgraphTransport>>,
  { ids, ...asked }: NodesAsked,
): Promise<ReadonlyMap<string, ExistingNode | Error>> {
  const domains = [...groupedBy(ids.flatMap(candidates), ({ domain }) => domain)];
  const answers = await Promise.all(
    domains.map(([domain, wanted]) => askDomain(subgraphs[domain]!, { wanted, ...asked })),
  );
  return new Map(answers.flat());
}

function candidates(id: string): Candidate[] {
  const found = nodeTypeOf(id);
  return found ? [{ ...found, id, __typename: found.type }] : [];
}

type Told = readonly [string, ExistingNode | Error];

async function askDomain(
  transport: SubgraphTransport,
  { wanted, request, call }: Omit<NodesAsked, 'ids'> & { readonly wanted: readonly Candidate[] },
): Promise<Told[]> {
  const { requestId, language, reads } = request;
  const representations = wanted.map(({ __typename, id }) => ({ __typename, id }));
  const told = { ...(requestId === undefined ? {} : { requestId }), language, reads };
  try {
    const answer = await transport.execute(
      { query: WHICH_EXIST, operationName: 'NodesThatExist', variables: { representations }, ...told },
      call,
    );
    return representations.flatMap((each, index) => toldOf(answer, each, index));
  } catch (error) {
    return representations.map(({ id }): Told => [id, error as Error]);
  }
}

/** `__typename` alone is enough: an entity that is not there, or not for this caller, is null as a whole. */
const WHICH_EXIST =
  'query NodesThatExist($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }';

function toldOf({ data, errors = [] }: SubgraphAnswer, node: ExistingNode, index: number): Told[] {
  const entities = data?._entities as readonly unknown[] | null | undefined;
  if (entities?.[index]) return [[node.id, node]];
  const spoken = errors.filter(({ path }) => path?.[1] === undefined || path[1] === index);
  const fault = spoken.find((error) => !MEANS_NULL.has(error.extensions?.code));
  if (fault) return [[node.id, faultOf(fault)]];
  return entities || spoken.length > 0 ? [] : [[node.id, new Error('A domain answered nothing')]];
}

/** Refusals: nobody learns from an id whether there is something that they may not read. */
const MEANS_NULL: ReadonlySet<unknown> = new Set<SubgraphCode>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
]);

function faultOf({ message, extensions }: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(message, { extensions });
}
