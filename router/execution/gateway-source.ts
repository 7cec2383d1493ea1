import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { GraphQLFormattedError } from 'graphql';
import type { SubgraphAnswer } from '../subgraphs/subgraph-transport.ts';
import type { PlanSource } from './plan/plan-source.ts';
import type { RequestScope } from './request-scope.ts';

type SourceAnswer = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** Apollo's own executor's view of a source: asks for each entity once, and gives each place a copy of its own. */
export function gatewaySource(source: PlanSource): GraphQLDataSource {
  return {
    async process({ request, context }: GraphQLDataSourceProcessOptions): Promise<SourceAnswer> {
      const { variables, entitiesAt } = withoutDuplicates(request.variables ?? {});
      const answer = await source.fetch(
        {
          query: request.query ?? '',
          operationName: request.operationName,
          variables,
          copies: entitiesAt && { _entities: copiesOf(entitiesAt) },
        },
        context as RequestScope,
      );
      return (entitiesAt ? expandEntities(answer, entitiesAt) : answer) as SourceAnswer;
    },
  };
}

function copiesOf(entitiesAt: readonly number[]): number[] {
  const copies = new Array<number>(Math.max(...entitiesAt) + 1).fill(0);
  for (const index of entitiesAt) copies[index]! += 1;
  return copies;
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
