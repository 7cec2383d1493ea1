import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { placeBelow, requiredKey, type StandIns } from '../../operation/planning/planners-supergraph.ts';
import type { SubgraphAnswer } from '../../subgraphs/subgraph-transport.ts';
import { type AnsweredObject, isObject, mergeAnswer } from './merge-answer.ts';
import type { PlanSource, SourceRequest } from './plan-source.ts';

/**
 * Asks a subgraph, which knows no stand-ins, for the fields that they stand for, with their arguments. Where an entity's
 * fields require one field with several arguments, the entity is asked for once for each, and the answers are one again.
 * @param graph the subgraph's name in the join directives
 */
export function standInSource(source: PlanSource, standIns: StandIns, graph: string): PlanSource {
  const translated = new LRUCache<string, readonly TranslatedQuery[]>({ max: 2_000 });
  const translate = (query: string) => {
    const known = translated.get(query) ?? translateQuery(query, standIns, graph);
    translated.set(query, known);
    return known;
  };
  return {
    async fetch(request, scope) {
      const parts = translate(request.query).map((part) => partOf(request, part, standIns));
      const answers = await Promise.all(parts.map((part) => source.fetch(part, scope)));
      return answers.length === 1 ? answers[0]! : asOne(answers);
    },
  };
}

/** @returns what a subgraph is subscribed with, which carries no entities */
export function withoutStandIns(query: string, standIns: StandIns | undefined): string {
  return standIns ? print(withArguments(parse(query, { noLocation: true }), standIns)) : query;
}

interface TranslatedQuery {
  readonly query: string;
  readonly variables: ReadonlySet<string>;
  /** What the query's entities are to carry, as {@link StandIns.required}. */
  readonly chosen: ReadonlyMap<string, string>;
}

function translateQuery(query: string, standIns: StandIns, graph: string): readonly TranslatedQuery[] {
  const document = parse(query, { noLocation: true });
  const groups = groupsOf(document, standIns, graph);
  return groups.map((chosen, index) => {
    const keeps = (type: string, field: FieldNode) =>
      groups.length === 1 || groupOf(groups, wantedBy(standIns, graph, { type, field })) === index;
    const part = withArguments(entitiesWith(document, keeps), standIns);
    const used = variablesIn(part);
    return { query: print(withVariables(part, used)), variables: used, chosen };
  });
}

type Wanted = ReadonlyMap<string, string>;

function wantedBy(
  { required }: StandIns,
  graph: string,
  { type, field }: { readonly type: string; readonly field: FieldNode },
): Wanted {
  return required.get(requiredKey(graph, type, field.name.value)) ?? NOTHING;
}

const NOTHING: Wanted = new Map();

/** @returns for each request what each field is to stand for; one group when nothing contradicts */
function groupsOf(document: DocumentNode, standIns: StandIns, graph: string): Map<string, string>[] {
  const groups: Map<string, string>[] = [new Map()];
  eachEntityField(document, (type, field) => {
    const wanted = wantedBy(standIns, graph, { type, field });
    const index = groupOf(groups, wanted);
    const group = groups[index] ?? new Map<string, string>();
    groups[index] = group;
    for (const [name, standIn] of wanted) group.set(name, standIn);
  });
  return groups;
}

/** @returns the first that does not contradict; beyond the last when all do */
function groupOf(groups: readonly Wanted[], wanted: Wanted): number {
  const index = groups.findIndex((group) =>
    [...wanted].every(([name, standIn]) => (group.get(name) ?? standIn) === standIn),
  );
  return index === -1 ? groups.length : index;
}

function operationOf({ definitions }: DocumentNode): OperationDefinitionNode | undefined {
  return definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

function eachEntityField(document: DocumentNode, visitField: (type: string, field: FieldNode) => void): void {
  for (const selection of operationOf(document)?.selectionSet.selections ?? [])
    if (isEntities(selection) && selection.selectionSet) follow(selection.selectionSet, '');

  function follow(set: SelectionSetNode, type: string): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) visitField(type, selection);
      if (selection.kind === Kind.INLINE_FRAGMENT)
        follow(selection.selectionSet, selection.typeCondition?.name.value ?? type);
    }
  }
}

function isEntities(selection: SelectionNode): selection is FieldNode {
  return selection.kind === Kind.FIELD && selection.name.value === '_entities';
}

/** The same query with some of the fields of its entities. */
function entitiesWith(
  document: DocumentNode,
  keeps: (type: string, field: FieldNode) => boolean,
): DocumentNode {
  return {
    ...document,
    definitions: document.definitions.map((definition) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
      const selections = definition.selectionSet.selections.map((selection) =>
        isEntities(selection) && selection.selectionSet
          ? { ...selection, selectionSet: kept(selection.selectionSet, '') }
          : selection,
      );
      return { ...definition, selectionSet: { ...definition.selectionSet, selections } };
    }),
  };

  function kept(set: SelectionSetNode, type: string): SelectionSetNode {
    const selections = set.selections.flatMap((selection): readonly SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return keeps(type, selection) ? [selection] : [];
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
      const selectionSet = kept(selection.selectionSet, selection.typeCondition?.name.value ?? type);
      return selectionSet.selections.length > 0 ? [{ ...selection, selectionSet }] : [];
    });
    return { ...set, selections };
  }
}

function withArguments(document: DocumentNode, { byName }: StandIns): DocumentNode {
  return visit(document, {
    Field(field) {
      const standIn = byName.get(field.name.value);
      if (!standIn) return undefined;
      return {
        ...field,
        alias: field.alias ?? field.name,
        name: { kind: Kind.NAME, value: standIn.field },
        arguments: standIn.arguments,
      };
    },
  });
}

function variablesIn(document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable({ name }) {
      used.add(name.value);
    },
  });
  return used;
}

function withVariables(document: DocumentNode, used: ReadonlySet<string>): DocumentNode {
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? false : null),
  });
}

function partOf(request: SourceRequest, part: TranslatedQuery, standIns: StandIns): SourceRequest {
  const variables: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request.variables))
    if (part.variables.has(name)) variables[name] = value;
  for (const [name, text] of Object.entries(request.written ?? {}))
    if (part.variables.has(name)) variables[name] = JSON.parse(text);
  if (Array.isArray(variables.representations))
    variables.representations = variables.representations.map((entity) =>
      withChosen(entity, part.chosen, standIns),
    );
  return { ...request, query: part.query, variables, written: undefined };
}

/** What the subgraph requires has the name that it knows it by. @param at the place of the value in the entity */
function withChosen(
  value: unknown,
  chosen: ReadonlyMap<string, string>,
  standIns: StandIns,
  at = '',
): unknown {
  if (Array.isArray(value)) return value.map((item) => withChosen(item, chosen, standIns, at));
  if (!isObject(value)) return value;
  const entity: AnsweredObject = {};
  for (const [key, part] of Object.entries(value)) {
    const standIn = standIns.byName.get(key);
    const name = standIn?.field ?? key;
    const place = placeBelow(at, name);
    const wanted = chosen.get(place)?.split(' ');
    const carried = wanted?.find((each) => Object.hasOwn(value, each));
    // A key may have the name of a field that is required elsewhere, and of which nothing else is there.
    const isPlain = standIn ? !wanted && !Object.hasOwn(value, name) : true;
    if (carried === undefined ? isPlain : carried === key)
      entity[name] = withChosen(part, chosen, standIns, place);
  }
  return entity;
}

function asOne(answers: readonly SubgraphAnswer[]): SubgraphAnswer {
  const errors = answers.flatMap(({ errors: each }) => each ?? []);
  const entities: unknown[] = [];
  for (const { data } of answers) {
    const parts = data?._entities;
    if (!Array.isArray(parts)) return { data: null, errors };
    for (const [index, part] of parts.entries()) {
      const known = entities[index];
      if (isObject(known) && isObject(part)) mergeAnswer(known, part);
      else entities[index] = isObject(known) ? known : part;
    }
  }
  return { data: { _entities: entities }, ...(errors.length > 0 ? { errors } : {}) };
}
