import { createHash } from 'node:crypto';
import { operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import { type OperationCost, operationCost } from '@depachika/graphql/cost/operation-cost.ts';
import { finiteNumberRule } from '@depachika/graphql/finite-number-rule.ts';
import {
  BREAK,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { OperationLimits, RouterConfig } from '../config.ts';
import { type ConditionalRequirement, operationRequirements } from './access-requirements.ts';
import { type CachePolicy, cachePolicy } from './caching/cache-policy.ts';
import { asksToDefer, withoutDefer } from './deferral/defer-directive.ts';
import { deferRules } from './deferral/defer-rules.ts';
import { type Deferral, deferralOf } from './deferral/deferral.ts';
import { type OperationPart, type SplitOperation, splitIntrospection } from './introspection.ts';
import { countTokens, limitError, limitErrors, rootFieldCount } from './operation-limits.ts';
import { withPlannedConditions } from './planning/planned-conditions.ts';
import { asAsked, type PlannedPart, plannedPart } from './planning/safe-keys.ts';
import { unplannedField } from './planning/unplanned-fields.ts';
import { routerError } from './public-errors.ts';
import { withSignInKeys } from './sign-ins/sign-in-keys.ts';
import type { SignInRules } from './sign-ins/sign-in-rules.ts';
import { unconditionalSubscriptionRule } from './subscription-root-rule.ts';
import type { LoadedSupergraph } from './supergraph.ts';
import { textRule } from './text-rules.ts';

/** One operation of a valid document with everything that is the same at each of its executions. */
export interface PreparedOperation {
  /** The graph that it was read for, as clients see it. */
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly requirements: readonly ConditionalRequirement[];
  readonly introspects: boolean;
  /** Answered by graphql-js, beside the plan of the rest. */
  readonly split: SplitOperation | undefined;
  /** What subgraphs are asked for, as the executor needs it; undefined when the operation asks about the graph alone. */
  readonly fetched: { readonly asked: OperationPart; readonly planned: PlannedPart } | undefined;
  /** What may come later, where a client takes an answer in parts; undefined when there is nothing. */
  readonly deferral: Deferral | undefined;
  /** How many requests it counts as: each field of a mutation could be one of its own, such as a guess at a password. */
  readonly requests: number;
  readonly cost: OperationCost;
  readonly cachePolicy: CachePolicy;
  /** The same for the same text of a supergraph, in every router. */
  readonly graphId: string;
  /** @returns why the planner refuses this operation, although it is valid. Throws when the planner fails. */
  refusedByPlanner(): GraphQLError | undefined;
  /** Undefined when there is nothing to ask of subgraphs. */
  plan(): QueryPlan | undefined;
}

export interface Operations {
  /** @returns undefined when the document has no such operation, or several and no name was given */
  prepare(document: DocumentNode, operationName: string | null | undefined): PreparedOperation | undefined;
  /**
   * Reads and checks a text of acceptable size; remembered while it is in use.
   * @param options.suggest false when errors may not name parts of the graph that the text does not name
   */
  read(
    query: string,
    options: { readonly suggest: boolean },
  ): { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };
}

/** Plans and requirements live as long as the document they belong to; texts are bounded by count and size. */
export function createOperations(options: {
  supergraph: LoadedSupergraph;
  limits: OperationLimits;
  executor: RouterConfig['executor'];
}): Operations {
  const { supergraph, limits } = options;
  const { plannersNames, schema, signInRules } = supergraph;
  const planned: PlanPart = (part) =>
    options.executor === 'own'
      ? withSignInKeys(plannedPart(withPlannedConditions(part), plannersNames), {
          schema,
          rules: signInRules,
          plannersNames,
        })
      : asAsked(part);
  const signIns = options.executor === 'own' ? signInRules : NOBODY;
  const graphId = createHash('sha256').update(supergraph.sdl).digest('base64url');
  const defers = options.executor === 'own';
  const prepared = new WeakMap<DocumentNode, Map<string, PreparedOperation>>();
  const valueRules = [textRule(limits), finiteNumberRule, ...specifiedRules, ...deferRules];
  const documents = new LRUCache<string, DocumentNode>(REMEMBERED_DOCUMENTS);

  return {
    prepare(document, operationName) {
      const operation = getOperationAST(document, operationName);
      if (!operation) return undefined;
      const byName = prepared.get(document) ?? new Map<string, PreparedOperation>();
      prepared.set(document, byName);
      const name = operation.name?.value ?? '';
      const known =
        byName.get(name) ??
        prepareOperation({ supergraph, graphId, document, operation, planned, signIns, defers });
      byName.set(name, known);
      return known;
    },
    read(query, { suggest }) {
      const known = documents.get(query);
      if (known) return { document: known };
      const document = parseBounded(query, limits);
      if (document instanceof GraphQLError) return { errors: [document] };
      const errors = validationErrors(document, suggest);
      if (errors.length > 0) return { errors: errors.map((error) => asValidationError(error, suggest)) };
      documents.set(query, document);
      return { document };
    },
  };

  /** Limits first: they bound the work of the rules after them. */
  function validationErrors(document: DocumentNode, suggest: boolean): readonly GraphQLError[] {
    const overLimits = limitErrors(document, limits);
    if (overLimits.length > 0) return overLimits;
    // One of GraphQL's own rules throws at a subscription that this rule refuses.
    const conditional = hasSubscription(document)
      ? broken(document, [unconditionalSubscriptionRule], suggest)
      : [];
    return conditional.length > 0 ? conditional : broken(document, valueRules, suggest);
  }

  function broken(
    document: DocumentNode,
    rules: readonly ValidationRule[],
    suggest: boolean,
  ): readonly GraphQLError[] {
    return validate(supergraph.schema, document, rules, { maxErrors: 20, hideSuggestions: !suggest });
  }
}

/** @returns the refusal of a text above the limit in bytes */
export function queryTooLarge(query: string, limits: OperationLimits): GraphQLError | undefined {
  if (query.length * 3 <= limits.queryBytes) return undefined;
  const actual = Buffer.byteLength(query);
  if (actual <= limits.queryBytes) return undefined;
  return limitError('QUERY_TOO_LARGE', { what: 'bytes of query text', limit: limits.queryBytes, actual });
}

/** Documents are counted by the length of their text; a parsed one takes some 50 times as many bytes. */
const REMEMBERED_DOCUMENTS = {
  max: 2_000,
  maxSize: 1_000_000,
  sizeCalculation: (_document: DocumentNode, query: string) => Math.max(1, query.length),
};

function hasSubscription({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'subscription',
  );
}

/** Apollo's own executor asks all subgraphs as one and the same. */
const NOBODY: SignInRules = new Map();

type PlanPart = (part: OperationPart) => PlannedPart;

function prepareOperation({
  supergraph,
  graphId,
  document,
  operation,
  planned,
  signIns,
  defers,
}: {
  readonly supergraph: LoadedSupergraph;
  readonly graphId: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly planned: PlanPart;
  readonly signIns: SignInRules;
  /** False for an executor that knows no parts. */
  readonly defers: boolean;
}): PreparedOperation {
  const { schema, accessRules: rules, costRules, cacheHints: hints } = supergraph;
  const fragments = fragmentsByName(document);
  const split = splitIntrospection(operation, fragments);
  const written = split ? split.rest : { document, operation, fragments };
  const deferring = written && asksToDefer(document) ? written : undefined;
  const asked = deferring ? withoutDefer(deferring) : written;
  const fetched = asked && { asked, planned: planned(asked) };
  // What is asked about the graph is answered with all the rest.
  const inParts = defers && !split && operation.operation !== 'subscription' ? deferring : undefined;
  return {
    schema,
    document,
    operation,
    fragments,
    requirements: operationRequirements({ schema, rules, signIns, document, operation }),
    introspects: introspects(document),
    split,
    fetched,
    cachePolicy: cachePolicy({ schema, hints, operation, fragments }),
    graphId,
    deferral: inParts && deferralOf(inParts, { planned, plan: (part) => deferredPlan(supergraph, part) }),
    cost: operationCost({ schema, rules: costRules, document, operation }),
    requests: operation.operation === 'mutation' ? Math.max(1, rootFieldCount(document, operation)) : 1,
    ...planning(supergraph, fetched),
  };
}

function planOf({ apiSchema, planner }: LoadedSupergraph, part: PlannedPart): QueryPlan {
  return planner.buildQueryPlan(operationFromDocument(apiSchema, part.document, nameOf(part)));
}

/** @returns undefined where the planner cannot have it in parts, though it was planned as a whole */
function deferredPlan(supergraph: LoadedSupergraph, part: PlannedPart): QueryPlan | undefined {
  try {
    return planOf(supergraph, part);
  } catch {
    return undefined;
  }
}

/** Plans once, when the operation is admitted for the first time. */
function planning(
  supergraph: LoadedSupergraph,
  fetched: PreparedOperation['fetched'],
): Pick<PreparedOperation, 'refusedByPlanner' | 'plan'> {
  let plan: QueryPlan | undefined;
  /** Null: there is none. */
  let unplanned: FieldNode | null | undefined;
  return { plan: planOnce, refusedByPlanner };

  function planOnce(): QueryPlan | undefined {
    plan ??= fetched && planOf(supergraph, fetched.planned);
    return plan;
  }

  function refusedByPlanner(): GraphQLError | undefined {
    try {
      const plan = planOnce();
      if (unplanned === undefined)
        unplanned = (plan && fetched && unplannedField(fetched.planned, plan)) ?? null;
      return unplanned ? nobodyAnswers(unplanned) : undefined;
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return routerError('GRAPHQL_VALIDATION_FAILED', error.message, { status: 400, nodes: error.nodes });
    }
  }
}

function nobodyAnswers(field: FieldNode): GraphQLError {
  const message = `No part of the graph answers "${field.name.value}": nothing has the type that it returns`;
  return routerError('GRAPHQL_VALIDATION_FAILED', message, { status: 400, nodes: [field] });
}

function nameOf({ operation }: OperationPart): { operationName?: string } {
  return operation.name ? { operationName: operation.name.value } : {};
}

function fragmentsByName(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

/** `__schema` and `__type` exist on the query root alone, so any occurrence in the document counts. */
function introspects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field({ name }) {
      found ||= name.value === '__schema' || name.value === '__type';
      return found ? BREAK : undefined;
    },
  });
  return found;
}

function parseBounded(query: string, limits: OperationLimits): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxTokens: limits.tokens });
  } catch (error) {
    const syntax = error as GraphQLError;
    return (
      tooManyTokens(query, limits) ??
      new GraphQLError(syntax.message, {
        source: syntax.source ?? null,
        positions: syntax.positions ?? null,
        extensions: { code: 'GRAPHQL_PARSE_FAILED' },
      })
    );
  }
}

/** @returns `TOO_MANY_TOKENS` when that is why this text was not parsed */
function tooManyTokens(query: string, limits: OperationLimits): GraphQLError | undefined {
  const actual = countTokens(query);
  if (actual <= limits.tokens) return undefined;
  return limitError('TOO_MANY_TOKENS', { what: 'tokens', limit: limits.tokens, actual });
}

/** One rule of GraphQL's suggests whatever it is told: what the client wrote itself, with braces. */
function asValidationError(error: GraphQLError, suggest: boolean): GraphQLError {
  if (error.extensions.code) return error;
  const [told = ''] = error.message.split(' Did you mean ');
  return new GraphQLError(suggest ? error.message : told, {
    nodes: error.nodes ?? null,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
}
