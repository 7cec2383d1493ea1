import type { SubgraphCode } from '@depachika/schema/error-codes.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import type { RequestScope } from '../request-scope.ts';
import type { CompiledFetch } from './compiled-plan.ts';
import { type JoinedQuery, joinQueries } from './joined-entities.ts';
import { isObject } from './merge-answer.ts';
import type { PlanSource, SourceRequest } from './plan-source.ts';
import { type Asked, fail, take } from './subgraph-answers.ts';

/** A fetch of which everything is known that it needs. */
export interface ReadyFetch {
  readonly asked: Asked;
  readonly variables: Readonly<Record<string, unknown>>;
  /** As JSON, each once; empty for a fetch that asks the root of its subgraph. */
  readonly entities: readonly string[];
  /** Of who asks. */
  readonly scope: RequestScope;
  /** Called when its answer is in its place, or its failure noted. */
  readonly done: () => void;
}

export interface Asking {
  readonly sources: Readonly<Record<string, PlanSource>>;
  /** Told of each answer before it becomes part of the whole; undefined where nobody is signed in. */
  readonly learn: ((serviceName: string, data: unknown) => Promise<void>) | undefined;
}

/**
 * Asks what is ready, each subgraph with as few requests as it understands.
 * @returns for each request its fetches, when they have their answers or failures
 */
export function askTogether(
  ready: readonly ReadyFetch[],
  asking: Asking,
): readonly Promise<readonly ReadyFetch[]>[] {
  return requestsOf(ready, asking).map(async (group) => {
    await (group.length === 1 ? askOne(group[0]!, asking) : askJoined(group, asking));
    return group;
  });
}

/** What one request asks for: no more than subgraphs accept, and so that one that is slow holds up few. */
const MAX_JOINED_FETCHES = 8;
const MAX_JOINED_ENTITIES = 1_000;

/** @returns whether it can be one of several in a request */
export function mayJoin({ asked: { fetch }, entities }: ReadyFetch, sources: Asking['sources']): boolean {
  return entities.length > 0 && sources[fetch.serviceName]?.joins === true && fetch.joinable() !== undefined;
}

interface OpenGroup {
  readonly fetches: ReadyFetch[];
  entities: number;
}

function requestsOf(ready: readonly ReadyFetch[], { sources }: Asking): readonly (readonly ReadyFetch[])[] {
  if (ready.length === 1) return [ready];
  const groups: ReadyFetch[][] = [];
  const openOf = new Map<RequestScope, Map<string, OpenGroup>>();
  for (const fetch of ready) {
    const open = openOf.get(fetch.scope) ?? new Map<string, OpenGroup>();
    openOf.set(fetch.scope, open);
    const { askedAs } = fetch.asked.fetch;
    const { length } = fetch.entities;
    if (!mayJoin(fetch, sources)) {
      groups.push([fetch]);
      continue;
    }
    const group = open.get(askedAs);
    if (
      group &&
      group.fetches.length < MAX_JOINED_FETCHES &&
      group.entities + length <= MAX_JOINED_ENTITIES
    ) {
      group.fetches.push(fetch);
      group.entities += length;
      continue;
    }
    const fetches = [fetch];
    open.set(askedAs, { fetches, entities: length });
    groups.push(fetches);
  }
  return groups;
}

async function askOne(ready: ReadyFetch, asking: Asking): Promise<void> {
  const { asked, variables, entities } = ready;
  const { fetch, objects } = asked;
  await answerOf(
    [ready],
    asking,
    fetch.represent
      ? {
          query: fetch.query,
          operationName: fetch.operationName,
          variables,
          written: { representations: listText(entities) },
          copies: { _entities: objects.map(({ length }) => length) },
        }
      : { query: fetch.query, operationName: fetch.operationName, variables },
    (answer) => take(asked, answer),
  );
}

/** @param use what is wrong with an answer is the failure of all who asked */
async function answerOf(
  group: readonly ReadyFetch[],
  { sources, learn }: Asking,
  request: SourceRequest,
  use: (answer: SubgraphAnswer) => void,
): Promise<void> {
  const { asked, scope } = group[0]!;
  const { serviceName } = asked.fetch;
  try {
    const source = sources[serviceName];
    if (!source) throw new Error(`The plan asks ${serviceName}, which is not there`);
    const answer = await source.fetch(request, scope);
    if (learn) await learn(serviceName, answer.data);
    use(answer);
  } catch (error) {
    for (const each of group) fail(each.asked, { error, serviceName });
  }
}

async function askJoined(group: readonly ReadyFetch[], asking: Asking): Promise<void> {
  const { query, operationName, parts } = joinedQuery(group.map(({ asked }) => asked.fetch));
  const written: Record<string, string> = {};
  const copies: Record<string, readonly number[]> = {};
  let variables: Readonly<Record<string, unknown>> = {};
  for (const [index, fetch] of group.entries()) {
    const { key, variable } = parts[index]!;
    written[variable] = listText(fetch.entities);
    copies[key] = fetch.asked.objects.map(({ length }) => length);
    variables = { ...variables, ...fetch.variables };
  }
  const alone: ReadyFetch[] = [];
  await answerOf(group, asking, { query, operationName, variables, written, copies }, (answer) => {
    for (const [index, fetch] of group.entries()) {
      const part = partOf(answer, parts[index]!.key, index === 0);
      if (part) takePart(fetch.asked, part);
      else alone.push(fetch);
    }
  });
  // A refusal of the whole may be about what others in it asked for.
  await Promise.all(alone.map((fetch) => askOne(fetch, asking)));
}

function takePart(asked: Asked, part: SubgraphAnswer): void {
  try {
    take(asked, part);
  } catch (error) {
    fail(asked, { error, serviceName: asked.fetch.serviceName });
  }
}

/**
 * @param isFirst what is said of no place is said once
 * @returns what would have been the answer to this part alone; undefined when nobody can tell
 */
function partOf({ data, errors }: SubgraphAnswer, key: string, isFirst: boolean): SubgraphAnswer | undefined {
  const own = errors
    ?.filter(({ path }) => path?.[0] === key)
    .map((error) => ({ ...error, path: ['_entities', ...error.path!.slice(1)] }));
  if (!isObject(data)) {
    if (own?.length) return { data: null, errors: own };
    return errors?.some(isAboutAll) ? { data: null, errors } : undefined;
  }
  const unplaced = isFirst ? errors?.filter(({ path }) => !path?.length) : undefined;
  return { data: { _entities: data[key] }, errors: [...(own ?? []), ...(unplaced ?? [])] };
}

/** It would be the answer to each of them as well: a subgraph that has too much to do is not asked more. */
const REFUSALS_OF_ALL: ReadonlySet<unknown> = new Set<SubgraphCode>([
  'OVERLOADED',
  'SERVICE_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'UNAUTHENTICATED',
]);

function isAboutAll({ path, extensions }: GraphQLFormattedError): boolean {
  return !path?.length && REFUSALS_OF_ALL.has(extensions?.code);
}

/** Not joined: the text is copied once, when it is sent. */
function listText(entities: readonly string[]): string {
  let text = '';
  for (const entity of entities) text += text === '' ? entity : `,${entity}`;
  return `[${text}]`;
}

/** By the first of the fetches, whose plan they live with. */
const JOINED = new WeakMap<CompiledFetch, Map<string, JoinedQuery>>();

/** Which fetches are ready together depends on which answer comes first. */
const MAX_COMBINATIONS = 64;

function joinedQuery(fetches: readonly CompiledFetch[]): JoinedQuery {
  const [first] = fetches;
  const known = JOINED.get(first!) ?? new Map<string, JoinedQuery>();
  JOINED.set(first!, known);
  const key = fetches.map(({ number }) => number).join(' ');
  const query = known.get(key) ?? joinQueries(fetches.map((fetch) => fetch.joinable()!));
  if (known.size < MAX_COMBINATIONS) known.set(key, query);
  return query;
}
