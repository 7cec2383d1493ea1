import type { QueryPlan } from '@apollo/query-planner';
import type { Caller } from '@depachika/identity/caller.ts';
import type { CostBudgets } from '@depachika/schema/cost-budgets.ts';
import type { Logger } from 'pino';
import type { PreparedOperation } from '../operation/operations.ts';
import type { PublicResult } from '../operation/public-errors.ts';
import type { LoadedSupergraph } from '../operation/supergraph.ts';
import type { Variables } from '../operation/variables.ts';
import type { SubgraphTransport } from '../subgraphs/subgraph-transport.ts';
import { answerErrors, type Reported } from './answer-errors.ts';
import { costExtension } from './cost-extension.ts';
import { type AnswerInParts, type DeferredExecution, deferredAnswers } from './deferred/deferred-answers.ts';
import { gatewayExecutor } from './gateway-executor.ts';
import { askSchema, joinedAnswer } from './introspection-answer.ts';
import { type AdmittedQuery, type Answered, beforeDeadline, mergedQueries } from './merged-queries.ts';
import { type OwnExecutor, ownExecutor } from './plan/own-executor.ts';
import { type PlanSource, planSource } from './plan/plan-source.ts';
import { standInSource } from './plan/stand-in-source.ts';
import type { ReadChoice } from './read-choice.ts';
import type { RequestScope } from './request-scope.ts';
import type { SignInScopes } from './sign-ins/sign-in-scopes.ts';
import { type WrittenAnswer, writtenAnswer } from './written-answer.ts';

export type PlanSources = Readonly<Record<string, PlanSource>>;

export interface FederatedExecutor {
  readonly sources: PlanSources;
  /**
   * Executes a query or mutation that was admitted. Every error in the result may be shown to clients. The data may belong to
   * several who asked for the same: nobody changes it.
   */
  execute(prepared: PreparedOperation, variables: Variables, scope: RequestScope): Promise<PublicResult>;
  /** The same as it is sent, for who wants nothing else of it. */
  write(
    prepared: PreparedOperation,
    variables: Variables,
    scope: RequestScope,
  ): Promise<WrittenAnswer | PublicResult>;
  /** Executes one that was admitted and defers something, and answers it in parts. Nobody else is answered by it. */
  executeInParts(execution: DeferredExecution): Promise<AnswerInParts>;
  /** The same with a plan and sources of the caller's choice: how one event of a subscription is completed. */
  executePlan(options: PlanExecution): Promise<PublicResult>;
}

export interface PlanExecution extends Reported {
  readonly plan: QueryPlan;
  readonly sources: PlanSources;
  readonly prepared: PreparedOperation;
  readonly variables: Variables;
}

export interface FederatedExecutorOptions {
  readonly supergraph: LoadedSupergraph;
  readonly subgraphs: Readonly<Record<string, SubgraphTransport>>;
  readonly costBudgets: CostBudgets;
  /** `gateway` is Apollo's. */
  readonly executor: 'own' | 'gateway';
  readonly production: boolean;
  readonly logger: Logger;
  /** Absent: nobody signs in. */
  readonly signIns?: SignInScopes | undefined;
  /** Absent: everybody reads the primary. */
  readonly reads?: ReadChoice | undefined;
}

/** Runs query plans over the subgraphs and translates their errors, once, for everyone who asks. */
export function createFederatedExecutor(options: FederatedExecutorOptions): FederatedExecutor {
  const { supergraph, logger, production, reads } = options;
  const sources = sourcesOf(options.subgraphs, supergraph);
  const own = options.executor === 'own' ? ownExecutorOf(options) : undefined;
  const executePlanWith = own ? own.execute : gatewayExecutor({ supergraph, logger });
  const answers = answerErrors({ logger, production });
  const withCost = costExtension(options);
  const { inItsTime, changed } = inTime({ logger, reads });
  const executeInParts = deferredAnswers({ own, sources, answers, withCost, reads, changed, logger });

  return { sources, execute, write, executeInParts, executePlan };

  function execute(
    prepared: PreparedOperation,
    variables: Variables,
    scope: RequestScope,
  ): Promise<PublicResult> {
    return inItsTime({ prepared, variables, scope }, (as) => executeParts(prepared, variables, as));
  }

  function write(
    prepared: PreparedOperation,
    variables: Variables,
    scope: RequestScope,
  ): Promise<WrittenAnswer | PublicResult> {
    return inItsTime({ prepared, variables, scope, form: 'written' }, async (as) =>
      writtenAnswer(await executeParts(prepared, variables, as)),
    );
  }

  /** What is asked about the graph itself needs no plan, and is answered beside it. */
  async function executeParts(
    prepared: PreparedOperation,
    variables: Variables,
    scope: RequestScope,
  ): Promise<PublicResult> {
    const { split } = prepared;
    const plan = planned({ prepared, scope }, logger);
    const fetched = plan && (await gather({ plan, sources, prepared, variables, scope }));
    if (!split) return fetched!;
    const asked = answers.publicResult(askSchema(supergraph.schema, split, variables), { scope });
    return withCost(joinedAnswer(split, asked, fetched), { prepared, variables, scope });
  }

  function executePlan(execution: PlanExecution): Promise<PublicResult> {
    return beforeDeadline(execution.scope, gather(execution));
  }

  async function gather(execution: PlanExecution): Promise<PublicResult> {
    const { prepared, scope } = execution;
    const { asked, planned } = prepared.fetched!;
    const { plan, sources: from, variables } = execution;
    const result = await executePlanWith({ plan, asked, planned, variables, sources: from, scope });
    if (scope.answer.refused) return { errors: [scope.answer.refused] };
    return withCost(answers.publicResult(result, execution), execution);
  }
}

/** How each execution is begun and ended: a query with those that are the same, a mutation between two marks. */
function inTime({ logger, reads }: Pick<FederatedExecutorOptions, 'logger' | 'reads'>) {
  const merged = mergedQueries({ logger, reads });
  return { inItsTime, changed };

  async function inItsTime<Result extends Answered>(
    { prepared, variables, scope, form }: AdmittedQuery,
    run: (scope: RequestScope) => Promise<Result>,
  ): Promise<Result | PublicResult> {
    if (prepared.operation.operation === 'query' && !scope.forEverybody) {
      const reading = reads ? { ...scope, reads: await reads.readsOf(scope.caller) } : scope;
      return merged.answer({ prepared, variables, scope: reading, form }, run);
    }
    if (scope.forEverybody) return beforeDeadline(scope, run(scope));
    await changed(scope.caller);
    // Also after a failure or a timeout: the mutation may have written all the same.
    return beforeDeadline(scope, run(scope)).finally(() => changed(scope.caller));
  }

  async function changed(caller: Caller): Promise<void> {
    merged.changed();
    await reads?.changed(caller);
  }
}

function planned(
  { prepared, scope }: Pick<AdmittedQuery, 'prepared' | 'scope'>,
  logger: Logger,
): QueryPlan | undefined {
  try {
    return prepared.plan();
  } catch (cause) {
    logger.error({ err: cause, requestId: scope.requestId }, 'An operation could not be planned');
    throw cause;
  }
}

function ownExecutorOf({ supergraph, signIns }: FederatedExecutorOptions): OwnExecutor {
  const { schema: api, supergraphSchema: whole, accessRules } = supergraph;
  return ownExecutor({ api, whole, accessRules, signIns });
}

function sourcesOf(
  subgraphs: FederatedExecutorOptions['subgraphs'],
  { standIns, graphNames }: LoadedSupergraph,
): PlanSources {
  const sources: Record<string, PlanSource> = Object.create(null);
  for (const [name, transport] of Object.entries(subgraphs)) {
    const source = planSource(transport);
    const graph = graphNames.get(name) ?? name;
    sources[name] = standIns?.graphs.has(graph) ? standInSource(source, standIns, graph) : source;
  }
  return sources;
}
