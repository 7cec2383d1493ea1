import type { RequestScope } from '../request-scope.ts';
import type { Askers, SignIns } from '../sign-ins/signed-in.ts';
import type { CompiledDefer, CompiledFetch, CompiledNode, IsTrue } from './compiled-plan.ts';
import { createFailures, type Failure, type Failures } from './failures.ts';
import { ABSENT, type AnsweredObject } from './merge-answer.ts';
import { createPartStarts, type PartListener, type PartStarts } from './part-starts.ts';
import type { PlanSource } from './plan-source.ts';
import { askTogether, mayJoin, type ReadyFetch } from './ready-fetches.ts';
import { joinedEntities, type MissingKey, type Represent, type Represented } from './representations.ts';
import { type Gathered, type GatheredError, markAbsent } from './subgraph-answers.ts';

export interface PlanRun {
  readonly node: CompiledNode | undefined;
  readonly sources: Readonly<Record<string, PlanSource>>;
  /** As subgraphs know them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly isTrue: IsTrue;
  readonly scope: RequestScope;
  /** Undefined when the operation signs nobody in: the same one asks for all of it. */
  readonly signIns?: SignIns | undefined;
  /** Told of the deferred parts of the plan; a plan that has any needs it. */
  readonly parts?: PartListener | undefined;
}

/**
 * Asks subgraphs in the order of the plan, and keeps of each object where it stands. What becomes ready at one time is
 * asked at one time, so that one subgraph can be asked for all of it at once.
 * @returns what was gathered when all that is not deferred is there; more is gathered in it later
 */
export function runPlan(run: PlanRun): Promise<Gathered> {
  return new Promise((resolve, reject) => {
    const gathering: Gathering = {
      ...run,
      data: Object.create(null) as AnsweredObject,
      errors: [],
      failures: createFailures(),
      ready: [],
      found: new Map(),
      isScheduled: false,
      expected: new Map(),
      patienceMs: MIN_PATIENCE_MS,
      patience: undefined,
      heldSinceMs: undefined,
      starts: run.parts && createPartStarts(run.parts),
      reject(error) {
        clearTimeout(gathering.patience);
        reject(error);
        run.parts?.failed(error);
      },
    };
    const primaryDone = () => {
      resolve(gathering);
      gathering.starts?.primaryOver();
    };
    if (run.node) begin(gathering, run.node, primaryDone);
    else primaryDone();
    askReady(gathering);
  });
}

interface Gathering extends PlanRun, Gathered {
  readonly data: AnsweredObject;
  readonly errors: GatheredError[];
  readonly failures: Failures;
  /** What is to be asked next, or is held back. */
  ready: ReadyFetch[];
  /** Objects by the places of the plan, as long as no answer changes which they are. */
  readonly found: Map<string, Found>;
  isScheduled: boolean;
  /** How many fetches are under way that lead to another one, by its number. */
  readonly expected: Map<number, number>;
  /** How long what is ready waits for others to join it. */
  patienceMs: number;
  patience: NodeJS.Timeout | undefined;
  /** Of what is held back; undefined when nothing is. */
  heldSinceMs: number | undefined;
  readonly starts: PartStarts | undefined;
  readonly reject: (error: unknown) => void;
}

/** What stands at one place of the plan, and what subgraphs need to know of it. */
interface Found {
  readonly objects: readonly AnsweredObject[];
  readonly represented: Map<Represent, Represented>;
}

/** @param done called when the node and all below it are answered */
function begin(gathering: Gathering, node: CompiledNode, done: () => void): void {
  switch (node.kind) {
    case 'fetch':
      prepare(gathering, node, done);
      return;
    case 'sequence':
      beginEach(gathering, { nodes: node.nodes, from: 0, done });
      return;
    case 'parallel': {
      // One more than its nodes, so that none of them ends it while others have not begun.
      let left = node.nodes.length + 1;
      const one = () => {
        left -= 1;
        if (left === 0) done();
      };
      for (const each of node.nodes) begin(gathering, each, one);
      one();
      return;
    }
    case 'condition': {
      const isTrue = gathering.isTrue(node.variable);
      const next = isTrue ? node.ifTrue : node.ifFalse;
      gathering.starts?.leftOut(isTrue ? node.ifFalse : node.ifTrue);
      if (next) begin(gathering, next, done);
      else done();
      return;
    }
    case 'defer':
      beginDeferring(gathering, node, done);
  }
}

/** Whoever waits for this node waits for what comes at once alone. */
function beginDeferring(gathering: Gathering, { primary, deferred }: CompiledDefer, done: () => void): void {
  const { starts } = gathering;
  if (!starts) throw new Error('Nobody takes the deferred parts of this plan');
  for (const part of deferred)
    starts.add(part, (over) => {
      if (part.node) begin(gathering, part.node, over);
      else over();
    });
  if (primary) begin(gathering, primary, done);
  else done();
  starts.startReady();
}

function beginEach(
  gathering: Gathering,
  {
    nodes,
    from,
    done,
  }: { readonly nodes: readonly CompiledNode[]; readonly from: number; readonly done: () => void },
): void {
  const node = nodes[from];
  if (node) begin(gathering, node, () => beginEach(gathering, { nodes, from: from + 1, done }));
  else done();
}

/** Whatever else becomes ready in this turn of the event loop is asked together. */
function schedule(gathering: Gathering): void {
  if (gathering.isScheduled) return;
  gathering.isScheduled = true;
  setImmediate(() => {
    gathering.isScheduled = false;
    try {
      askReady(gathering);
    } catch (error) {
      gathering.reject(error);
    }
  });
}

/** Asks what is ready, but for what is held back. */
function askReady(gathering: Gathering): void {
  const { ready } = gathering;
  const held = heldBack(gathering);
  ask(gathering, held.length === 0 ? ready : ready.filter((each) => !held.includes(each)), held);
}

/**
 * What will soon be asked of the same subgraph joins it: a request more costs both sides more than a short wait. That is what
 * follows on requests under way; and for what itself leads to nothing, so that nothing waits for it, what follows on those beside it.
 */
function heldBack({ ready, expected, sources, isTrue }: Gathering): ReadyFetch[] {
  return ready.filter((each) => {
    const { leadsTo, companions, id } = each.asked.fetch;
    const isAwaited = leadsTo(isTrue).length > 0 || id !== undefined;
    const isExpected = (number: number) =>
      expected.get(number) ||
      (!isAwaited && ready.some((other) => other.asked.fetch.leadsTo(isTrue).includes(number)));
    return companions().some(isExpected) && mayJoin(each, sources);
  });
}

function ask(gathering: Gathering, ready: readonly ReadyFetch[], held: ReadyFetch[]): void {
  const { sources, signIns, expected, isTrue } = gathering;
  hold(gathering, held);
  for (const { asked } of ready)
    for (const next of asked.fetch.leadsTo(isTrue)) expected.set(next, (expected.get(next) ?? 0) + 1);
  const sinceMs = performance.now();
  for (const request of askTogether(ready, { sources, learn: signIns?.learn }))
    request
      .then((answered) => {
        gathering.patienceMs = patienceAfter(performance.now() - sinceMs);
        goOn(gathering, answered);
      })
      .catch(gathering.reject);
}

/** However much is answered meanwhile, the first of them waits no longer than it may. */
function hold(gathering: Gathering, held: ReadyFetch[]): void {
  gathering.ready = held;
  clearTimeout(gathering.patience);
  if (held.length === 0) {
    gathering.heldSinceMs = undefined;
    return;
  }
  gathering.heldSinceMs ??= performance.now();
  const leftMs = Math.max(gathering.heldSinceMs + MAX_PATIENCE_MS - performance.now(), 0);
  gathering.patience = setTimeout(askHeld, Math.min(gathering.patienceMs, leftMs), gathering);
}

/** Nobody has joined it in time. */
function askHeld(gathering: Gathering): void {
  try {
    ask(gathering, gathering.ready, []);
  } catch (error) {
    gathering.reject(error);
  }
}

/** Subgraphs that answer fast, or a router that has little to do, are waited for as shortly. */
function patienceAfter(requestMs: number): number {
  return Math.min(Math.max(2 * requestMs, MIN_PATIENCE_MS), MAX_PATIENCE_MS);
}

const MIN_PATIENCE_MS = 1;
const MAX_PATIENCE_MS = 50;

function goOn(gathering: Gathering, answered: readonly ReadyFetch[]): void {
  const { found, expected, isTrue } = gathering;
  for (const { asked } of answered) {
    forget(found, asked.fetch);
    for (const next of asked.fetch.leadsTo(isTrue)) expected.set(next, expected.get(next)! - 1);
  }
  for (const { done } of answered) done();
  if (gathering.ready.length > 0) schedule(gathering);
}

function prepare(gathering: Gathering, fetch: CompiledFetch, whenDone: () => void): void {
  const { signIns, scope, starts } = gathering;
  const { id } = fetch;
  const done =
    starts && id !== undefined
      ? () => {
          starts.answered(id);
          whenDone();
        }
      : whenDone;
  const ready =
    signIns && fetch.path.length > 0
      ? readyForEach(gathering, { fetch, signIns, done })
      : [readyFetch(gathering, { fetch, found: foundAt(gathering, fetch), scope, done })];
  const asking = ready.filter((each) => each !== undefined);
  gathering.ready.push(...asking);
  if (asking.length === 0) done();
}

/** No request carries the identities of two: each asks on their own. */
function readyForEach(
  gathering: Gathering,
  {
    fetch,
    signIns,
    done,
  }: { readonly fetch: CompiledFetch; readonly signIns: SignIns; readonly done: () => void },
): ReadyFetch[] {
  const all = signIns
    .askersAt(gathering.data, fetch.path)
    .map((askers) => readyFor(gathering, fetch, askers))
    .filter((each) => each !== undefined);
  let left = all.length;
  const one = () => {
    left -= 1;
    if (left === 0) done();
  };
  return all.map((each) => ({ ...each, done: one }));
}

function readyFor(
  gathering: Gathering,
  fetch: CompiledFetch,
  { asker, objects }: Askers,
): ReadyFetch | undefined {
  const scope = asker ? asker.scope : gathering.scope;
  if (scope)
    return readyFetch(gathering, {
      fetch,
      found: { objects, represented: new Map() },
      scope,
      done: () => undefined,
    });
  const failure: Failure = { error: asker?.refused, serviceName: undefined };
  for (const object of objects) gathering.failures.add(object, fetch.keys(), failure);
  return undefined;
}

interface Preparing extends Pick<ReadyFetch, 'scope' | 'done'> {
  readonly fetch: CompiledFetch;
  readonly found: Found;
}

/** @returns undefined when there is nothing that the fetch could ask about */
function readyFetch(gathering: Gathering, { fetch, found, scope, done }: Preparing): ReadyFetch | undefined {
  if (found.objects.length === 0) return undefined;
  const variables = variablesOf(gathering, fetch);
  if (!fetch.represent)
    return { asked: { gathering, fetch, objects: [found.objects] }, variables, entities: [], scope, done };
  const told = whatIsTold(gathering, fetch, found);
  if (!told || told.entities.length === 0) return undefined;
  const { entities, objects } = told;
  return { asked: { gathering, fetch, objects }, variables, entities, scope, done };
}

type Told = Pick<Represented, 'entities' | 'objects'>;

/** @returns undefined when what the fetch needs to know cannot be written, which is a failure of it alone */
function whatIsTold(gathering: Gathering, fetch: CompiledFetch, found: Found): Told | undefined {
  const represent = fetch.represent!;
  try {
    const represented = found.represented.get(represent) ?? represent(found.objects);
    found.represented.set(represent, represented);
    const unexplained = represented.missing.filter(
      ({ object, at }) => !leaveOut(gathering.failures, { fetch, object, at }),
    );
    return withPartlyKnown(represented, fetch, unexplained);
  } catch (error) {
    const failure: Failure = { error, serviceName: fetch.serviceName };
    for (const object of found.objects) gathering.failures.add(object, fetch.keys(), failure);
    return undefined;
  }
}

/** What nobody was asked for is not needed of these. */
function withPartlyKnown(
  represented: Represented,
  { representPartly }: CompiledFetch,
  unexplained: Represented['missing'],
): Told {
  if (unexplained.length === 0 || !representPartly) return represented;
  return joinedEntities(represented, representPartly(unexplained.map(({ object }) => object)));
}

function variablesOf(gathering: Gathering, fetch: CompiledFetch): Record<string, unknown> {
  const variables: Record<string, unknown> = {};
  for (const name of fetch.variables) {
    const value = gathering.variables[name];
    if (value !== undefined) variables[name] = value;
  }
  return variables;
}

/** An answer tells more of the objects that it is about, and of nothing else but what is below them. */
function forget(found: Gathering['found'], { place }: CompiledFetch): void {
  found.get(place)?.represented.clear();
  const below = place === '' ? '' : `${place}.`;
  for (const each of found.keys()) if (each.startsWith(below)) found.delete(each);
}

function foundAt({ data, found }: Gathering, fetch: CompiledFetch): Found {
  const known = found.get(fetch.place);
  if (known) return known;
  const objects = fetch.path.length === 0 ? [data] : fetch.find(data);
  const fresh: Found = { objects, represented: new Map() };
  found.set(fetch.place, fresh);
  return fresh;
}

/** What cannot be asked is missing for the same reason as what was needed for it. @returns false when there is no reason */
function leaveOut(
  failures: Failures,
  {
    fetch,
    object,
    at,
  }: { readonly fetch: CompiledFetch; readonly object: AnsweredObject; readonly at: readonly MissingKey[] },
): boolean {
  const last = at[at.length - 1]!;
  const isAbsent = last.object[last.key] === ABSENT;
  const failure = at.map((needed) => failures.of(needed.object, needed.key)).find((each) => each);
  if (isAbsent) markAbsent(object, fetch.keys());
  else if (failure) failures.add(object, fetch.keys(), failure);
  return isAbsent || failure !== undefined;
}
