import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { GraphQLFormattedError } from 'graphql';
import { type SubgraphAnswer, type SubgraphTransport, wasTooLarge } from '../subgraphs/subgraph-transport.ts';
import type { RequestScope } from './request-scope.ts';

type SourceAnswer = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** The gateway's view of one subgraph: carries the caller's identity and asks for each entity once. */
export function subgraphSource(transport: SubgraphTransport): GraphQLDataSource {
  return {
    async process({ request, context }: GraphQLDataSourceProcessOptions): Promise<SourceAnswer> {
      const scope = context as RequestScope;
      const { variables, entitiesAt } = withoutDuplicates(request.variables ?? {});
      const answer = await readable(
        transport.execute(
          {
            query: request.query ?? '',
            variables,
            requestId: scope.requestId,
            ...(scope.reads ? { reads: scope.reads } : {}),
            ...(request.operationName ? { operationName: request.operationName } : {}),
          },
          { identityToken: scope.identityToken, signal: scope.signal },
        ),
        scope,
      );
      measure(answer, entitiesAt, scope);
      return (entitiesAt ? expandEntities(answer, entitiesAt) : answer) as SourceAnswer;
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

/** An entity is copied to each place that asked for it: it counts as often, and before it is copied. */
function measure(
  { data }: SubgraphAnswer,
  entitiesAt: readonly number[] | undefined,
  scope: RequestScope,
): void {
  if (entitiesAt && Array.isArray(data?._entities)) scope.answer.add(data._entities, entitiesAt);
  else scope.answer.add(data);
}

/**
 * The gateway sends an entity as often as it occurs in the answer: a page of 20 lines of one product is 20 times
 * the same lookup.
 * @returns the variables with each representation once, and for each original place the index of its entity
 */
export function withoutDuplicates(variables: Readonly<Record<string, unknown>>): {
  variables: Record<string, unknown>;
  entitiesAt?: readonly number[];
} {
  const representations = variables.representations;
  if (!Array.isArray(representations) || representations.length < 2) return { variables };
  const indexOf = new Map<string, number>();
  const distinct: unknown[] = [];
  const entitiesAt = representations.map((representation) => {
    const key = JSON.stringify(representation);
    const known = indexOf.get(key);
    if (known !== undefined) return known;
    indexOf.set(key, distinct.length);
    distinct.push(representation);
    return distinct.length - 1;
  });
  if (distinct.length === representations.length) return { variables };
  return { variables: { ...variables, representations: distinct }, entitiesAt };
}

/** Puts every entity back to all the places that asked for it; each gets its own copy, since results merge in place. */
export function expandEntities(answer: SubgraphAnswer, entitiesAt: readonly number[]): SubgraphAnswer {
  const entities = answer.data?._entities;
  const data = Array.isArray(entities)
    ? { ...answer.data, _entities: spread(entities, entitiesAt) }
    : answer.data;
  const errors = answer.errors?.flatMap((error) => errorsAtEachPlace(error, entitiesAt));
  return { ...answer, ...(data === undefined ? {} : { data }), ...(errors ? { errors } : {}) };
}

function spread(entities: readonly unknown[], entitiesAt: readonly number[]): unknown[] {
  const taken = new Set<number>();
  return entitiesAt.map((index) => {
    if (taken.has(index)) return copyOf(entities[index]);
    taken.add(index);
    return entities[index];
  });
}

function errorsAtEachPlace(
  error: GraphQLFormattedError,
  entitiesAt: readonly number[],
): GraphQLFormattedError[] {
  const [root, index, ...rest] = error.path ?? [];
  if (root !== '_entities' || typeof index !== 'number') return [error];
  const { message, extensions } = error;
  return entitiesAt.flatMap((entity, place) => {
    if (entity !== index) return [];
    return [{ message, path: ['_entities', place, ...rest], ...(extensions ? { extensions } : {}) }];
  });
}

/** A copy of JSON-like data; scalars that are objects, such as dates, are never merged into and stay as they are. */
export function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (typeof value !== 'object' || value === null) return value;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) copy[key] = copyOf(item);
  return copy as T;
}
