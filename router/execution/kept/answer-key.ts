import { createHash } from 'node:crypto';
import type { QueryPlan } from '@apollo/query-planner';
import type { Language } from '@depachika/messages/language.ts';
import { print } from 'graphql';
import type { PreparedOperation } from '../../operation/operations.ts';
import type { Variables } from '../../operation/variables.ts';

/** An operation of which everybody is answered alike. */
export interface KeptOperation {
  /** Tells it apart from every other one, of any graph. */
  readonly id: string;
  readonly maxAgeMs: number;
  /** Subgraphs that are asked: with what is changed in one of them, its answers fall. */
  readonly subgraphs: readonly string[];
  /** In the order in which keys name them. */
  readonly variables: readonly string[];
}

/**
 * @returns undefined for what is answered to each caller by themselves: whatever is no query, asks about the graph, needs a
 *   right of anybody, is private by its graph's word, or may not be kept at all
 */
export function keptOperation(prepared: PreparedOperation): KeptOperation | undefined {
  const { cachePolicy, operation, requirements, introspects, split, fetched } = prepared;
  if (operation.operation !== 'query' || cachePolicy.scope !== 'PUBLIC' || cachePolicy.maxAge === 0)
    return undefined;
  if (requirements.length > 0 || introspects || split || !fetched) return undefined;
  const text = print(prepared.document);
  const variables = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  return {
    id: hash(JSON.stringify([prepared.graphId, operation.name?.value ?? null, text])),
    maxAgeMs: cachePolicy.maxAge * 1000,
    subgraphs: subgraphsOf(prepared.plan()),
    variables: variables.sort(),
  };
}

/** Variables that the operation does not know say nothing; one that is null says something else than one that is left out. */
export function answerKey(kept: KeptOperation, variables: Variables, language: Language): string {
  const given = kept.variables.map((name) =>
    variables[name] === undefined ? [] : [inOrder(variables[name])],
  );
  const text = JSON.stringify(given);
  return `${kept.id}:${language}:${text.length > LONGEST_TEXT ? hash(text) : text}`;
}

/** The strong part of an answer's `ETag`. */
export function answerTag(text: string): string {
  return hash(text).slice(0, 27);
}

const LONGEST_TEXT = 100;

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Objects of input are the same in any order of their fields. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, inOrder(each)]));
}

/** Each subgraph that the plan names, wherever it stands in it. */
function subgraphsOf(plan: QueryPlan | undefined): readonly string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const { kind, serviceName } = value as { readonly kind?: unknown; readonly serviceName?: unknown };
      if (kind === 'Fetch' && typeof serviceName === 'string') names.add(serviceName);
      else Object.values(value).forEach(visit);
    }
  };
  visit(plan?.node);
  return [...names].sort();
}
