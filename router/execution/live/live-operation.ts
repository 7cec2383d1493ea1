import {
  type ArgumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  parseType,
  print,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import type { Resumption } from '../../operation/resumable-fields.ts';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import type { LiveEvent } from './lasting-upstream.ts';

/** What a subgraph is asked for, so that it can be gone on with from any event. */
export interface LiveOperation {
  readonly query: string;
  /** Those of the client's that are still used. */
  readonly variables: readonly string[];
  /** Takes the last version that was seen. */
  readonly fromVariable: string;
  /** Under which each event has its version, whether the client asks for it or not. */
  readonly versionKey: string;
}

/**
 * The same subscription with a starting point and a version of the router's own, under names that it does not use itself.
 * @param query as the planner writes it: its one field stands at the root
 */
export function liveOperation(query: string, resumption: Resumption): LiveOperation {
  const fromVariable = unusedName(query, '_from');
  const versionKey = unusedName(query, '_version');
  const document = parse(query, { noLocation: true });
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const asked = resumableFrom(operation as OperationDefinitionNode, {
    ...resumption,
    fromVariable,
    versionKey,
  });
  const others = document.definitions.filter((definition) => definition !== operation);
  const used = variablesIn([asked.selectionSet, ...others]);
  const kept = (asked.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value));
  const live = { ...asked, variableDefinitions: kept };
  return {
    query: print({ kind: Kind.DOCUMENT, definitions: [live, ...others] }),
    variables: kept.map(({ variable }) => variable.name.value).filter((name) => name !== fromVariable),
    fromVariable,
    versionKey,
  };
}

/** Takes what the router asked for itself out of an event. */
export function liveEvent(answer: SubgraphAnswer, versionKey: string): LiveEvent {
  const [root] = Object.entries(answer.data ?? {});
  if (!root || typeof root[1] !== 'object' || root[1] === null) return { answer, version: undefined };
  const [key, value] = root;
  const { [versionKey]: version, ...event } = value as Record<string, unknown>;
  return {
    answer: { ...answer, data: { [key]: event } },
    version: typeof version === 'number' ? version : undefined,
  };
}

interface Names extends Resumption {
  readonly fromVariable: string;
  readonly versionKey: string;
}

function resumableFrom(operation: OperationDefinitionNode, names: Names): OperationDefinitionNode {
  const { selectionSet, variableDefinitions = [] } = operation;
  const selections = selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD ? resumableField(selection, names) : selection,
  );
  const from: VariableDefinitionNode = {
    kind: Kind.VARIABLE_DEFINITION,
    variable: variable(names.fromVariable),
    type: parseType(names.fromType),
  };
  return {
    ...operation,
    variableDefinitions: [...variableDefinitions, from],
    selectionSet: { ...selectionSet, selections },
  };
}

function resumableField(field: FieldNode, { from, version, fromVariable, versionKey }: Names): FieldNode {
  const start: ArgumentNode = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: from },
    value: variable(fromVariable),
  };
  const others = (field.arguments ?? []).filter(({ name }) => name.value !== from);
  const seen: FieldNode = {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: versionKey },
    name: { kind: Kind.NAME, value: version },
  };
  const asked = field.selectionSet?.selections ?? [];
  return {
    ...field,
    arguments: [...others, start],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [...asked, seen] },
  };
}

function variable(name: string) {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } as const;
}

function variablesIn(nodes: readonly Parameters<typeof visit>[0][]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodes)
    visit(node, {
      Variable({ name }) {
        names.add(name.value);
      },
    });
  return names;
}

function unusedName(query: string, wanted: string): string {
  let name = wanted;
  while (query.includes(name)) name += '_';
  return name;
}
