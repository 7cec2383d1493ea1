import type { DeferredNode, FetchNode, PlanNode, QueryPlan, ResponsePath } from '@apollo/query-planner';
import { Kind, parse, type SelectionSetNode } from 'graphql';
import { type FindObjects, objectFinder } from './entity-places.ts';
import { type Joinable, joinable } from './joined-entities.ts';
import { entityMerger, type MergeEntity } from './merge-answer.ts';
import type { IsOfType } from './object-types.ts';
import { type Represent, representer } from './representations.ts';
import { type Rewrite, rewriter } from './rewrites.ts';

/** What the variable of a condition holds. */
export type IsTrue = (variable: string) => boolean;

/** A query plan, made ready to be executed many times. */
export type CompiledNode =
  | { readonly kind: 'sequence' | 'parallel'; readonly nodes: readonly CompiledNode[] }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly ifTrue: CompiledNode | undefined;
      readonly ifFalse: CompiledNode | undefined;
    }
  | CompiledDefer
  | CompiledFetch;

export interface CompiledDefer {
  readonly kind: 'defer';
  /** Undefined when nothing comes at once. */
  readonly primary: CompiledNode | undefined;
  readonly deferred: readonly CompiledPart[];
}

/** What belongs to one fragment that was deferred. */
export interface CompiledPart {
  readonly label: string;
  /** Fetches without whose answers it cannot begin. */
  readonly needs: readonly string[];
  /** Undefined when others fetch all of it. */
  readonly node: CompiledNode | undefined;
}

export interface CompiledFetch {
  readonly kind: 'fetch';
  /** Of no other fetch of the plan; what follows on a fetch has a greater one. */
  readonly number: number;
  /** Of what deferred parts need. */
  readonly id: string | undefined;
  /** The label of the deferred part that it is for; undefined for what comes at once. */
  readonly part: string | undefined;
  readonly serviceName: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: readonly string[];
  /** Of the objects that the answer belongs to, in the whole answer. */
  readonly path: ResponsePath;
  /** The same path as a text. */
  readonly place: string;
  readonly find: FindObjects;
  /** Undefined when nothing about them is asked, but the root of the subgraph. */
  readonly represent: Represent | undefined;
  /** The same without what no subgraph was asked for: a condition, or a type that has no need of it, left it out. */
  readonly representPartly: Represent | undefined;
  readonly rewriteOutput: Rewrite | undefined;
  /** Fetches for which this is the same may be asked in one request: the subgraph, and what they are for. */
  readonly askedAs: string;
  /** @returns the numbers of what asks about entities as soon as this, and what goes beside it, is answered */
  leadsTo(isTrue: IsTrue): readonly number[];
  /** By their numbers: what may be asked in one request with it, and does not wait for it. */
  companions(): readonly number[];
  /** Keys that the answer gives each object. */
  keys(): ReadonlySet<string>;
  /** Of entities. */
  merge(): MergeEntity;
  /** Undefined when it cannot be asked in one request with others. */
  joinable(): Joinable | undefined;
}

/** @returns undefined for a plan that asks nobody */
export function compilePlan(plan: QueryPlan, isOfType: IsOfType): CompiledNode | undefined {
  if (!plan.node) return undefined;
  if (plan.node.kind === 'Subscription')
    throw new Error('The plan of a subscription is not executed as a whole');
  return compileNode(plan.node, {
    path: [],
    isOfType,
    turns: turnsOf(plan.node),
    alike: new Map(),
    representers: new Map(),
    after: NOBODY,
  });
}

const NOBODY: readonly Following[] = [];

/** A fetch that asks about entities, where all of these conditions hold. */
interface Following {
  readonly number: number;
  readonly when: readonly { readonly variable: string; readonly is: boolean }[];
}

interface Compiling {
  readonly part?: string | undefined;
  readonly path: ResponsePath;
  readonly isOfType: IsOfType;
  readonly turns: ReadonlyMap<FetchNode, Turn>;
  /** By {@link CompiledFetch.askedAs}. */
  readonly alike: Map<string, Turn[]>;
  /** Fetches that need to know the same of an entity have the same one. */
  readonly representers: Map<string, Represent>;
  /** As {@link CompiledFetch.leadsTo}. */
  readonly after: readonly Following[];
}

/** Where a fetch stands in its plan, once with what goes beside each other in this order, and once in the other. */
interface Turn {
  readonly number: number;
  readonly turned: number;
}

function turnsOf(node: PlanNode): ReadonlyMap<FetchNode, Turn> {
  const turned = new Map(fetchesIn(node, (beside) => beside.reverse()).map((each, index) => [each, index]));
  const inOrder = fetchesIn(node, (beside) => beside);
  return new Map(inOrder.map((each, number) => [each, { number, turned: turned.get(each)! }]));
}

/** What goes beside it comes later in one of the two orders, and what waits for it in both. */
function waitsFor(later: Turn, sooner: Turn): boolean {
  return later.number > sooner.number && later.turned > sooner.turned;
}

function fetchesIn(node: PlanNode, order: (beside: PlanNode[]) => PlanNode[]): FetchNode[] {
  if (node.kind === 'Fetch') return [node];
  const nodes = node.kind === 'Sequence' ? node.nodes : order(besideEachOther(node));
  return nodes.flatMap((each) => fetchesIn(each, order));
}

/** @returns the nodes in it of which none waits for another one */
function besideEachOther(node: PlanNode): PlanNode[] {
  switch (node.kind) {
    case 'Parallel':
      return [...node.nodes];
    case 'Flatten':
      return [node.node];
    case 'Condition':
      return [node.ifClause, node.elseClause].filter((each) => each !== undefined);
    case 'Defer':
      return [node.primary, ...node.deferred].flatMap((part) => part.node ?? []);
    default:
      return [];
  }
}

function compileNode(node: PlanNode, compiling: Compiling): CompiledNode {
  switch (node.kind) {
    case 'Sequence':
      return {
        kind: 'sequence',
        nodes: node.nodes.map((each, index) =>
          compileNode(each, { ...compiling, after: askedAfter(node.nodes.slice(index + 1), compiling) }),
        ),
      };
    case 'Parallel':
      return { kind: 'parallel', nodes: node.nodes.map((each) => compileNode(each, compiling)) };
    case 'Flatten':
      return compileNode(node.node, { ...compiling, path: [...compiling.path, ...node.path] });
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        ifTrue: node.ifClause && compileNode(node.ifClause, compiling),
        ifFalse: node.elseClause && compileNode(node.elseClause, compiling),
      };
    case 'Fetch':
      return compileFetch(node, compiling);
    case 'Defer':
      return {
        kind: 'defer',
        primary: node.primary.node && compileNode(node.primary.node, compiling),
        deferred: node.deferred.map((part) => compilePart(part, compiling)),
      };
  }
}

/** @param following nodes of the same sequence */
function askedAfter([next]: readonly PlanNode[], { after, turns }: Compiling): readonly Following[] {
  return next ? askedFirst(next, turns, []) : after;
}

/** @returns what asks about entities before anybody in the node has answered; what may come later is no part of it */
function askedFirst(
  node: PlanNode | undefined,
  turns: Compiling['turns'],
  when: Following['when'],
): Following[] {
  const below = (each: PlanNode | undefined, variable?: string, is = true) =>
    askedFirst(each, turns, variable === undefined ? when : [...when, { variable, is }]);
  switch (node?.kind) {
    case 'Fetch':
      return node.requires ? [{ number: turns.get(node)!.number, when }] : [];
    case 'Sequence':
      return below(node.nodes[0]);
    case 'Parallel':
      return node.nodes.flatMap((each) => below(each));
    case 'Flatten':
      return below(node.node);
    case 'Condition':
      return [...below(node.ifClause, node.condition), ...below(node.elseClause, node.condition, false)];
    case 'Defer':
      return below(node.primary.node);
    default:
      return [];
  }
}

function numbersOf(following: readonly Following[]): CompiledFetch['leadsTo'] {
  const all = following.map(({ number }) => number);
  if (following.every(({ when }) => when.length === 0)) return () => all;
  return (isTrue) =>
    following
      .filter(({ when }) => when.every(({ variable, is }) => isTrue(variable) === is))
      .map(({ number }) => number);
}

/** What comes at once does not wait for what may come later. */
function askedAs({ serviceName }: FetchNode, part: string | undefined): string {
  return part === undefined ? serviceName : `${part} ${serviceName}`;
}

function compilePart({ label, depends, node }: DeferredNode, compiling: Compiling): CompiledPart {
  if (label === undefined) throw new Error('The plan has a deferred part without a label');
  return {
    label,
    needs: depends.map(({ id }) => id),
    node: node && compileNode(node, { ...compiling, part: label, after: NOBODY }),
  };
}

function compileFetch(fetch: FetchNode, compiling: Compiling): CompiledFetch {
  const { path, isOfType, alike, part } = compiling;
  const turn = compiling.turns.get(fetch)!;
  const as = askedAs(fetch, part);
  const others = alike.get(as) ?? [];
  alike.set(as, others);
  others.push(turn);
  let keys: ReadonlySet<string> | undefined;
  let merge: MergeEntity | undefined;
  let joins: Joinable | null | undefined;
  let companions: readonly number[] | undefined;
  return {
    kind: 'fetch',
    number: turn.number,
    id: fetch.id,
    part,
    serviceName: fetch.serviceName,
    query: fetch.operation,
    operationName: fetch.operationName,
    variables: fetch.variableUsages ?? [],
    path,
    place: path.join('.'),
    find: objectFinder(path),
    represent: representerOf(fetch, compiling),
    representPartly: representerOf(fetch, compiling, { partly: true }),
    rewriteOutput: rewriter(fetch.outputRewrites, isOfType),
    askedAs: as,
    leadsTo: numbersOf(compiling.after),
    companions: () => {
      companions ??= others
        .filter((other) => other !== turn && !waitsFor(other, turn))
        .map(({ number }) => number);
      return companions;
    },
    keys: () => {
      keys ??= answeredKeys(fetch);
      return keys;
    },
    merge() {
      merge ??= entityMerger(this.keys(), closerType(isOfType));
      return merge;
    },
    joinable: () => {
      joins ??= (fetch.requires && joinable(fetch.operation)) ?? null;
      return joins ?? undefined;
    },
  };
}

function representerOf(
  { requires, inputRewrites }: FetchNode,
  { isOfType, representers }: Compiling,
  { partly }: { readonly partly?: boolean } = {},
): Represent | undefined {
  if (!requires) return undefined;
  const key = JSON.stringify([requires, inputRewrites, partly]);
  const known =
    representers.get(key) ??
    representer(requires, { isOfType, partly, rewrite: rewriter(inputRewrites, isOfType) });
  representers.set(key, known);
  return known;
}

/** A subgraph with an interface object answers the interface's name where others have told the type. */
function closerType(isOfType: IsOfType): (known: unknown, answered: unknown) => boolean {
  return (known, answered) =>
    typeof known === 'string' && typeof answered === 'string' && isOfType(known, answered);
}

/** Fragments say only which types have a key: it is missing from none of the others. */
function answeredKeys(fetch: FetchNode): ReadonlySet<string> {
  const { root, fragments } = readQuery(fetch.operation);
  const sets = fetch.requires
    ? root.selections.flatMap((selection) =>
        selection.kind === Kind.FIELD && selection.selectionSet ? [selection.selectionSet] : [],
      )
    : [root];
  const keys = new Set(sets.flatMap((set) => keysIn(set, fragments)));
  for (const rewrite of fetch.outputRewrites ?? []) {
    const isOfObject = rewrite.path.filter((part) => !part.startsWith('... on ')).length === 1;
    if (rewrite.kind === 'KeyRenamer' && isOfObject) keys.add(rewrite.renameKeyTo);
  }
  return keys;
}

type SetsByName = ReadonlyMap<string, SelectionSetNode>;

function readQuery(query: string): { readonly root: SelectionSetNode; readonly fragments: SetsByName } {
  const fragments = new Map<string, SelectionSetNode>();
  let root: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };
  for (const definition of parse(query, { noLocation: true }).definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition.selectionSet);
    if (definition.kind === Kind.OPERATION_DEFINITION) root = definition.selectionSet;
  }
  return { root, fragments };
}

function keysIn({ selections }: SelectionSetNode, fragments: SetsByName): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.alias?.value ?? selection.name.value];
    const below =
      selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value);
    return below ? keysIn(below, fragments) : [];
  });
}
