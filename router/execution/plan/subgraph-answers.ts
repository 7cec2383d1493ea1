import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import { isShallow } from '../answer/leaf-values.ts';
import type { CompiledFetch } from './compiled-plan.ts';
import { type Path, placesOf } from './entity-places.ts';
import type { Failure, Failures } from './failures.ts';
import { ABSENT, type AnsweredObject, isObject, mergeAnswer } from './merge-answer.ts';

/** What subgraphs have told, before it is made into the client's answer. */
export interface Gathered {
  readonly data: AnsweredObject;
  readonly errors: GatheredError[];
  readonly failures: Failures;
}

/** An error that a subgraph has reported. */
export interface GatheredError {
  readonly error: GraphQLFormattedError;
  readonly serviceName: string;
  /** The label of the deferred part that was asked for; undefined for what comes at once. */
  readonly part: string | undefined;
  /** In {@link Gathered.data}; undefined when the subgraph did not say where. */
  readonly path: Path | undefined;
}

/** The objects that one fetch is about, and what it says of them. */
export interface Asked {
  readonly gathering: Gathered;
  readonly fetch: CompiledFetch;
  /** For each representation; of a fetch without any: one. */
  readonly objects: readonly (readonly AnsweredObject[])[];
}

export function markAbsent(object: AnsweredObject, keys: Iterable<string>): void {
  for (const key of keys) if (object[key] === undefined) object[key] = ABSENT;
}

/** Nothing of what was asked will be there. */
export function fail({ gathering: { failures }, fetch, objects }: Asked, failure: Failure): void {
  const keys = fetch.keys();
  for (const same of objects) for (const object of same) failures.add(object, keys, failure);
}

/** Puts an answer where it belongs. Throws when it is none to what was asked. */
export function take(asked: Asked, answer: SubgraphAnswer): void {
  const { fetch, objects } = asked;
  const reported = report(asked, answer);
  const { data } = answer;
  const entities = isObject(data) ? data._entities : undefined;
  if (fetch.represent ? !Array.isArray(entities) : !isObject(data)) takeNothing(asked, answer, reported);
  else if (fetch.represent) takeEntities(asked, entities as readonly unknown[], reported);
  else {
    fetch.rewriteOutput?.(data);
    for (const object of objects[0]!) mergeAnswer(object, data as AnsweredObject);
  }
}

function takeEntities(
  asked: Asked,
  entities: readonly unknown[],
  reported: ReadonlySet<number | 'all'>,
): void {
  const { fetch, objects } = asked;
  if (entities.length !== objects.length)
    throw new Error(`${fetch.serviceName} answered ${entities.length} of ${objects.length} entities`);
  for (const [index, entity] of entities.entries()) {
    const same = objects[index]!;
    if (isObject(entity) && !Array.isArray(entity)) takeEntity(fetch, entity, same);
    else if (reported.has(index)) silent(asked, same);
    else for (const object of same) markAbsent(object, fetch.keys());
  }
}

function takeEntity(fetch: CompiledFetch, entity: AnsweredObject, same: readonly AnsweredObject[]): void {
  entity.__typename ||= same[0]!.__typename;
  fetch.rewriteOutput?.(entity);
  fetch.merge()(same, entity);
}

/** Nothing at all came, which is a fault unless the subgraph has said why and where. */
function takeNothing(asked: Asked, answer: SubgraphAnswer, reported: ReadonlySet<number | 'all'>): void {
  const { serviceName } = asked.fetch;
  const unplaced = answer.errors?.find(({ path }) => !path?.length);
  if (unplaced) fail(asked, { error: unplaced, serviceName });
  else if (reported.size > 0) for (const same of asked.objects) silent(asked, same);
  else fail(asked, { error: new Error(`${serviceName} answered nothing`), serviceName });
}

/** What is not there was told by an error in its place. */
function silent({ gathering: { failures }, fetch }: Asked, objects: readonly AnsweredObject[]): void {
  const failure: Failure = { error: undefined, serviceName: fetch.serviceName };
  for (const object of objects) failures.add(object, fetch.keys(), failure);
}

/** @returns the representations that errors speak of */
function report(asked: Asked, answer: SubgraphAnswer): ReadonlySet<number | 'all'> {
  const about = new Set<number | 'all'>();
  if (!answer.errors?.length) return about;
  const { gathering, fetch, objects } = asked;
  const { serviceName, part } = fetch;
  const places = placesOf(gathering.data, fetch.path, new Set(objects.flat()));
  for (const error of answer.errors) {
    const spoken = spokenOf(asked, error.path);
    if (spoken) {
      about.add(spoken.index);
      for (const path of pathsOf(spoken, places)) gathering.errors.push({ error, serviceName, part, path });
    } else if (isObject(answer.data)) gathering.errors.push({ error, serviceName, part, path: undefined });
    // Where nothing came, it is told at each place that wanted something.
  }
  return about;
}

function pathsOf({ objects, rest }: SpokenOf, places: ReadonlyMap<AnsweredObject, readonly Path[]>): Path[] {
  return [...new Set(objects)].flatMap((object) =>
    (places.get(object) ?? []).map((place) => [...place, ...rest]),
  );
}

interface SpokenOf {
  readonly index: number | 'all';
  readonly objects: readonly AnsweredObject[];
  /** Below each of them. */
  readonly rest: Path;
}

/** @returns undefined when the path says nothing of a place */
function spokenOf({ fetch, objects }: Asked, path: Path | undefined): SpokenOf | undefined {
  if (!path?.length) return undefined;
  if (!fetch.represent) return { index: 'all', objects: objects[0]!, rest: path };
  const [, index, ...rest] = path;
  if (typeof index !== 'number') return { index: 'all', objects: objects.flat(), rest: [] };
  const same = objects[index];
  return same && { index, objects: same, rest };
}

/** @returns a subgraph's error as the router's own executor and Apollo's hand it on */
export function subgraphError(
  { error, serviceName }: Pick<GatheredError, 'error' | 'serviceName'>,
  path: Path | undefined,
): GraphQLError {
  const { message, extensions } = error;
  return new GraphQLError((typeof message === 'string' && message) || 'A subgraph failed without a message', {
    path: path ? [...path] : null,
    originalError: error as unknown as Error,
    extensions: { ...(isShallow(extensions) ? extensions : {}), serviceName },
  });
}

/** @returns the error of what a subgraph should have told */
export function failureError({ error, serviceName }: Failure, path: Path): GraphQLError {
  if (error instanceof Error)
    return new GraphQLError(error.message, {
      path: [...path],
      originalError: error,
      extensions: { ...(error instanceof GraphQLError ? error.extensions : {}), serviceName },
    });
  return subgraphError({ error: error as GraphQLError, serviceName: serviceName! }, path);
}
