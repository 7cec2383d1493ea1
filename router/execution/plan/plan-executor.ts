import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import type { RequestScope } from '../request-scope.ts';
import type { CompiledFetch, CompiledNode } from './compiled-plan.ts';
import { objectsAt, type Path, placesOf } from './entity-places.ts';
import { createFailures, type Failure, type Failures } from './failures.ts';
import { ABSENT, type AnsweredObject, isObject, mergeAnswer } from './merge-answer.ts';
import type { PlanSource } from './plan-source.ts';

export interface PlanRun {
  readonly node: CompiledNode | undefined;
  readonly sources: Readonly<Record<string, PlanSource>>;
  /** As subgraphs know them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly isTrue: (variable: string) => boolean;
  readonly scope: RequestScope;
}

/** What subgraphs have told, before it is made into the client's answer. */
export interface Gathered {
  readonly data: AnsweredObject;
  readonly errors: readonly GatheredError[];
  readonly failures: Failures;
}

/** An error that a subgraph has reported. */
export interface GatheredError {
  readonly error: GraphQLFormattedError;
  readonly serviceName: string;
  /** In {@link Gathered.data}; undefined when the subgraph did not say where. */
  readonly path: Path | undefined;
}

/** Asks subgraphs in the order of the plan, and keeps of each object where it stands. */
export async function runPlan(run: PlanRun): Promise<Gathered> {
  const gathering: Gathering = {
    ...run,
    data: Object.create(null) as AnsweredObject,
    errors: [],
    failures: createFailures(),
  };
  if (run.node) await runNode(gathering, run.node);
  return gathering;
}

interface Gathering extends PlanRun {
  readonly data: AnsweredObject;
  readonly errors: GatheredError[];
  readonly failures: Failures;
}

async function runNode(gathering: Gathering, node: CompiledNode): Promise<void> {
  switch (node.kind) {
    case 'fetch':
      return runFetch(gathering, node);
    case 'sequence':
      for (const each of node.nodes) await runNode(gathering, each);
      return;
    case 'parallel':
      await Promise.all(node.nodes.map((each) => runNode(gathering, each)));
      return;
    case 'condition': {
      const next = gathering.isTrue(node.variable) ? node.ifTrue : node.ifFalse;
      if (next) await runNode(gathering, next);
    }
  }
}

/** The objects that one fetch is about, and what it says of them. */
interface Asked {
  readonly gathering: Gathering;
  readonly fetch: CompiledFetch;
  /** For each representation; of a fetch without any: one. */
  readonly objects: readonly (readonly AnsweredObject[])[];
}

async function runFetch(gathering: Gathering, fetch: CompiledFetch): Promise<void> {
  const objects = fetch.path.length === 0 ? [gathering.data] : objectsAt(gathering.data, fetch.path);
  if (objects.length === 0) return;
  const { represent } = fetch;
  const variables: Record<string, unknown> = {};
  for (const name of fetch.variables) {
    const value = gathering.variables[name];
    if (value !== undefined) variables[name] = value;
  }
  if (!represent) return ask({ gathering, fetch, objects: [objects] }, variables);
  const entities = distinctEntities(gathering, { fetch, represent, objects });
  if (entities.representations.length === 0) return;
  return ask(
    { gathering, fetch, objects: entities.objects },
    { ...variables, representations: entities.representations },
  );
}

/** A page of 20 lines of one product asks for it once. */
function distinctEntities(
  { failures }: Gathering,
  options: {
    readonly fetch: CompiledFetch;
    readonly represent: NonNullable<CompiledFetch['represent']>;
    readonly objects: readonly AnsweredObject[];
  },
): { readonly representations: AnsweredObject[]; readonly objects: AnsweredObject[][] } {
  const { fetch, represent } = options;
  const indexes = new Map<string, number>();
  const representations: AnsweredObject[] = [];
  const objects: AnsweredObject[][] = [];
  for (const object of options.objects) {
    let represented = represent(object);
    if (represented.kind === 'missing' && !leaveOut(failures, { fetch, object, at: represented.at }))
      represented = fetch.representPartly?.(object) ?? represented;
    if (represented.kind !== 'known') continue;
    fetch.rewriteInput?.(represented.value);
    const text = JSON.stringify(represented.value);
    const index = indexes.get(text);
    if (index !== undefined) {
      objects[index]!.push(object);
      continue;
    }
    indexes.set(text, representations.length);
    representations.push(represented.value);
    objects.push([object]);
  }
  return { representations, objects };
}

/** What cannot be asked is missing for the same reason as what was needed for it. @returns false when there is no reason */
function leaveOut(
  failures: Failures,
  {
    fetch,
    object,
    at,
  }: {
    readonly fetch: CompiledFetch;
    readonly object: AnsweredObject;
    readonly at: readonly { readonly object: AnsweredObject; readonly key: string }[];
  },
): boolean {
  const last = at[at.length - 1]!;
  const isAbsent = last.object[last.key] === ABSENT;
  const failure = at.map((needed) => failures.of(needed.object, needed.key)).find((each) => each);
  if (isAbsent) markAbsent(object, fetch.keys());
  else if (failure) failures.add(object, fetch.keys(), failure);
  return isAbsent || failure !== undefined;
}

function markAbsent(object: AnsweredObject, keys: Iterable<string>): void {
  for (const key of keys) if (object[key] === undefined) object[key] = ABSENT;
}

async function ask(asked: Asked, variables: Readonly<Record<string, unknown>>): Promise<void> {
  const { gathering, fetch } = asked;
  const source = gathering.sources[fetch.serviceName];
  try {
    if (!source) throw new Error(`The plan asks ${fetch.serviceName}, which is not there`);
    const answer = await source.fetch(
      {
        query: fetch.query,
        operationName: fetch.operationName,
        variables,
        copies: fetch.represent && asked.objects.map(({ length }) => length),
      },
      gathering.scope,
    );
    take(asked, answer);
  } catch (error) {
    fail(asked, { error, serviceName: fetch.serviceName });
  }
}

function fail({ gathering: { failures }, fetch, objects }: Asked, failure: Failure): void {
  const keys = fetch.keys();
  for (const same of objects) for (const object of same) failures.add(object, keys, failure);
}

function take(asked: Asked, answer: SubgraphAnswer): void {
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
  for (const object of same) {
    const known = object.__typename;
    mergeAnswer(object, entity);
    if (isCloser(fetch, known, entity.__typename)) object.__typename = known;
  }
}

/** A subgraph with an interface object answers the interface's name where others have told the type. */
function isCloser({ isOfType }: CompiledFetch, known: unknown, answered: unknown): boolean {
  if (known === answered || typeof known !== 'string' || typeof answered !== 'string') return false;
  return isOfType(known, answered);
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
  const { serviceName } = fetch;
  const places = placesOf(gathering.data, fetch.path, new Set(objects.flat()));
  for (const error of answer.errors) {
    const spoken = spokenOf(asked, error.path);
    if (spoken) {
      about.add(spoken.index);
      for (const path of pathsOf(spoken, places)) gathering.errors.push({ error, serviceName, path });
    } else if (isObject(answer.data)) gathering.errors.push({ error, serviceName, path: undefined });
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
  return new GraphQLError(message || 'A subgraph failed without a message', {
    path: path ? [...path] : null,
    originalError: error as unknown as Error,
    extensions: { ...extensions, serviceName },
  });
}
