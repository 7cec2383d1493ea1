import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  visit,
} from 'graphql';

/** A fetch of entities that may be one of several in a request. */
export interface Joinable {
  readonly operation: OperationDefinitionNode;
  readonly entities: FieldNode;
  readonly fragments: readonly FragmentDefinitionNode[];
}

/** @returns undefined for a query that asks for anything but entities, or says more of itself */
export function joinable(query: string): Joinable | undefined {
  const { definitions } = parse(query, { noLocation: true });
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const [operation, ...others] = operations as OperationDefinitionNode[];
  if (!operation || others.length > 0 || operation.directives?.length) return undefined;
  const [entities, ...more] = operation.selectionSet.selections;
  if (more.length > 0 || !entities || !isEntities(entities)) return undefined;
  return { operation, entities, fragments: fragments as FragmentDefinitionNode[] };
}

function isEntities(selection: SelectionNode): selection is FieldNode {
  return (
    selection.kind === Kind.FIELD &&
    selection.name.value === '_entities' &&
    !selection.alias &&
    !selection.directives?.length
  );
}

/** One request that asks what several would. */
export interface JoinedQuery {
  readonly query: string;
  readonly operationName: string | undefined;
  /** In the order of the fetches. */
  readonly parts: readonly JoinedPart[];
}

export interface JoinedPart {
  /** Of its entities in the answer. */
  readonly key: string;
  /** Holds its representations. */
  readonly variable: string;
}

const REPRESENTATIONS = 'representations';

/**
 * Each fetch keeps its selection under an alias of its own, with a variable of its own for its entities. Other variables are
 * the client's, and mean the same in all of them; fragments of one name need not be the same, and are told apart.
 */
export function joinQueries(fetches: readonly Joinable[]): JoinedQuery {
  const taken = new Set(fetches.flatMap(({ operation }) => variablesOf(operation).map(({ name }) => name)));
  const parts = fetches.map((_, index) => ({
    key: `_entities_${index}`,
    variable: index === 0 ? REPRESENTATIONS : freeName(`${REPRESENTATIONS}_${index}`, taken),
  }));
  const renamed = fetches.map((fetch, index) => renamedFetch(fetch, parts[index]!, index));
  const definitions = new Map(
    renamed.flatMap(({ operation }) => variablesOf(operation).map(({ name, node }) => [name, node])),
  );
  const { operation } = fetches[0]!;
  const query = print({
    kind: Kind.DOCUMENT,
    definitions: [
      {
        ...operation,
        variableDefinitions: [...definitions.values()],
        selectionSet: { kind: Kind.SELECTION_SET, selections: renamed.map(({ entities }) => entities) },
      },
      ...renamed.flatMap(({ fragments }) => fragments),
    ],
  });
  return { query, operationName: operation.name?.value, parts };
}

function variablesOf({ variableDefinitions = [] }: OperationDefinitionNode) {
  return variableDefinitions.map((node) => ({ name: node.variable.name.value, node }));
}

/** @param taken names that clients have given, and other fetches; the new one is added */
function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  while (taken.has(name)) name += '_';
  taken.add(name);
  return name;
}

function renamedFetch(
  { operation, entities, fragments }: Joinable,
  { key, variable }: JoinedPart,
  index: number,
): Joinable {
  const nameOf = (name: string) => ({ kind: Kind.NAME as const, value: `${name}_${index}` });
  const rename = <Node extends OperationDefinitionNode | FragmentDefinitionNode | FieldNode>(
    node: Node,
  ): Node =>
    visit(node, {
      Variable: (used) =>
        used.name.value === REPRESENTATIONS
          ? { ...used, name: { kind: Kind.NAME, value: variable } }
          : undefined,
      FragmentSpread: (spread) => ({ ...spread, name: nameOf(spread.name.value) }),
    });
  return {
    operation: rename(operation),
    entities: { ...rename(entities), alias: { kind: Kind.NAME, value: key } },
    fragments: fragments.map((fragment) => ({ ...rename(fragment), name: nameOf(fragment.name.value) })),
  };
}
