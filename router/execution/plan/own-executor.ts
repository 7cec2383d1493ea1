import type { QueryPlan } from '@apollo/query-planner';
import {
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import type { AccessRules } from '../../operation/access-rules.ts';
import type { OperationPart } from '../../operation/introspection.ts';
import type { PlannedPart } from '../../operation/planning/safe-keys.ts';
import type { Variables } from '../../operation/variables.ts';
import { answerShape, type ObjectShape } from '../answer/answer-shape.ts';
import { completeAnswer, UNEXPLAINED } from '../answer/complete-answer.ts';
import { explainAnswer } from '../answer/explain-answer.ts';
import { visiblePath } from '../answer/visible-path.ts';
import { type Deferring, type OwnParts, pendingParts } from '../deferred/pending-parts.ts';
import type { RequestScope } from '../request-scope.ts';
import { refusePlaces } from '../sign-ins/refused-places.ts';
import type { SignInScopes } from '../sign-ins/sign-in-scopes.ts';
import { type CompiledNode, compilePlan } from './compiled-plan.ts';
import { objectTypes } from './object-types.ts';
import { type PlanRun, runPlan } from './plan-executor.ts';
import type { PlanSource } from './plan-source.ts';
import { failureError, type Gathered, subgraphError } from './subgraph-answers.ts';

export interface OwnExecution {
  readonly plan: QueryPlan;
  /** As the client wrote it. */
  readonly asked: OperationPart;
  readonly planned: PlannedPart;
  readonly variables: Variables;
  readonly sources: Readonly<Record<string, PlanSource>>;
  readonly scope: RequestScope;
}

/** Errors name the subgraph they are of; nothing has been hidden from clients yet. */
export interface OwnResult extends ExecutionResult {
  /** What the schema promises and nobody has answered. */
  readonly incomplete: readonly GraphQLError[];
}

export interface OwnExecutorOptions {
  /** The graph as clients see it. */
  readonly api: GraphQLSchema;
  /** The same as a whole. */
  readonly whole: GraphQLSchema;
  readonly accessRules: AccessRules;
  /** Absent: what is below a sign-in is asked by who asks for the operation. */
  readonly signIns?: SignInScopes | undefined;
}

export interface OwnExecutor {
  execute(execution: OwnExecution): Promise<OwnResult>;
  /** An operation with deferred parts, which signs nobody in. @returns when all is there that is not deferred */
  executeInParts(execution: OwnExecution, deferring: Deferring): Promise<OwnParts>;
}

export function ownExecutor(options: OwnExecutorOptions): OwnExecutor {
  const isOfType = objectTypes(options.whole);
  const plans = new WeakMap<QueryPlan, { readonly node: CompiledNode | undefined }>();
  const shapes = new WeakMap<OperationPart, ShapesOf>();

  return {
    async execute(execution) {
      const { planned, scope } = execution;
      const { shape, run } = madeReady(execution);
      const signIns = options.signIns?.follow(planned.signInKey, scope);
      const gathered = await runPlan({ ...run, signIns });
      if (signIns)
        refusePlaces(shape, gathered, { caller: scope.caller, rules: options.accessRules, signIns });
      return answerOf(shape, gathered);
    },
    async executeInParts(execution, deferring) {
      const { shape, run } = madeReady(execution);
      const parts = pendingParts(shape, deferring);
      return parts.begin(await runPlan({ ...run, parts: parts.listener }));
    },
  };

  function madeReady({ plan, asked, planned, variables, sources, scope }: OwnExecution): {
    readonly shape: ObjectShape;
    readonly run: PlanRun;
  } {
    const { node } = remembered(plans, plan, () => ({ node: compilePlan(plan, isOfType) }));
    const shapesOf = remembered(shapes, asked, () => shapesOfOperation(options.api, asked, planned));
    const isTrue = (name: string) => shapesOf.isTrue(variables, name);
    return {
      shape: shapesOf.of(variables),
      run: { node, sources, variables: planned.variablesOf(variables), isTrue, scope },
    };
  }
}

function answerOf(shape: ObjectShape, gathered: Gathered): OwnResult {
  const reported = gathered.errors.map(({ path, ...error }) => ({
    ...error,
    path: path && visiblePath(shape, gathered.data, path),
  }));
  const errors = reported.map(({ path, ...error }) => subgraphError(error, path));
  const data = completeAnswer(shape, gathered.data);
  if (data !== UNEXPLAINED) return result(data, errors, []);
  const places = reported.flatMap(({ path }) => (path ? [path] : []));
  const explained = explainAnswer(shape, gathered, places);
  const failed = explained.failed.map(({ path, failure }) => failureError(failure, path));
  return result(explained.data, [...errors, ...failed], explained.incomplete);
}

function result(
  data: unknown,
  errors: readonly GraphQLError[],
  incomplete: readonly GraphQLError[],
): OwnResult {
  const answer = { data: data as Record<string, unknown> | null, incomplete };
  return errors.length > 0 ? { ...answer, errors } : answer;
}

/** The shapes of one operation's answer: fields come and go with the variables in `@skip` and `@include`. */
interface ShapesOf {
  of(variables: Variables): ObjectShape;
  isTrue(variables: Variables, name: string): boolean;
}

function shapesOfOperation(schema: GraphQLSchema, asked: OperationPart, planned: PlannedPart): ShapesOf {
  const { operation, fragments } = asked;
  const conditions = [...conditionsOf(asked)];
  const defaults = new Map<string, unknown>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    if (defaultValue) defaults.set(variable.name.value, valueFromASTUntyped(defaultValue));
  const known = new Map<string, ObjectShape>();
  const isTrue = (variables: Variables, name: string) =>
    (variables[name] === undefined ? defaults.get(name) : variables[name]) === true;

  return {
    isTrue,
    of(variables) {
      const key = conditions.map((name) => (isTrue(variables, name) ? '1' : '0')).join('');
      const shape = known.get(key);
      if (shape) return shape;
      const fresh = answerShape({
        schema,
        operation,
        fragments,
        isTrue: (name) => isTrue(variables, name),
        keyOf: planned.keyOf,
      });
      if (known.size < MAX_SHAPES) known.set(key, fresh);
      return fresh;
    },
  };
}

/** Of one operation: with more variables than six in its conditions, not all of them are remembered. */
const MAX_SHAPES = 64;

function conditionsOf({ operation, fragments }: OperationPart): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of [operation, ...Object.values(fragments)])
    visit(node, {
      Directive({ arguments: given }) {
        for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
    });
  return names;
}

function remembered<Key extends object, Value>(
  known: WeakMap<Key, Value>,
  key: Key,
  make: () => Value,
): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
