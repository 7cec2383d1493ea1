import type { QueryPlan } from '@apollo/query-planner';
import { Kind, valueFromASTUntyped, visit } from 'graphql';
import type { OperationPart } from '../introspection.ts';
import type { PlannedPart } from '../planning/safe-keys.ts';
import type { Variables } from '../variables.ts';
import { argumentOf, DEFER } from './defer-directive.ts';
import { type DeferredPart, deferredPart, withAnchors } from './deferred-part.ts';

/** An operation with parts that come later, ready to be executed. */
export interface DeferredOperation extends DeferredPart {
  readonly planned: PlannedPart;
  readonly plan: QueryPlan;
}

/** What an operation defers, which may depend on its variables. */
export interface Deferral {
  /** @returns undefined when all of it comes at once */
  of(variables: Variables): DeferredOperation | undefined;
}

export interface DeferralOptions {
  /** As for an operation that comes at once. */
  readonly planned: (part: OperationPart) => PlannedPart;
  /** Throws where the planner fails, or refuses. */
  readonly plan: (part: PlannedPart) => QueryPlan | undefined;
}

/** @param part as the client wrote it. Each choice of what is deferred is planned when it is first asked for. */
export function deferralOf(part: OperationPart, options: DeferralOptions): Deferral {
  const conditions = [...conditionsOf(part)];
  const defaults = new Map<string, unknown>();
  for (const { variable, defaultValue } of part.operation.variableDefinitions ?? [])
    if (defaultValue) defaults.set(variable.name.value, valueFromASTUntyped(defaultValue));
  const known = new Map<string, DeferredOperation | undefined>();

  return {
    of(variables) {
      // A variable that is not given leaves the argument its default.
      const holds = (name: string) =>
        (variables[name] === undefined ? (defaults.get(name) ?? true) : variables[name]) === true;
      const key = conditions.map((name) => (holds(name) ? '1' : '0')).join('');
      if (known.has(key)) return known.get(key);
      const deferred = plannedOf(deferredPart(part, holds), options);
      if (known.size < MAX_CHOICES) known.set(key, deferred);
      return deferred;
    },
  };
}

/** Of one operation: with more variables than four, not all plans are remembered. */
const MAX_CHOICES = 16;

/** What can be planned as a whole and not in parts comes at once. */
function plannedOf(
  deferred: DeferredPart | undefined,
  { planned, plan }: DeferralOptions,
): DeferredOperation | undefined {
  if (!deferred) return undefined;
  const part = planned(withAnchors(deferred.asked));
  // Below a sign-in another one asks, whom only the whole answer tells.
  if (part.signInKey !== undefined) return undefined;
  const made = plan(part);
  return made?.node ? { ...deferred, planned: part, plan: made } : undefined;
}

function conditionsOf({ operation, fragments }: OperationPart): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of [operation, ...Object.values(fragments)])
    visit(node, {
      Directive(directive) {
        const condition = directive.name.value === DEFER && argumentOf(directive, 'if');
        if (condition && condition.kind === Kind.VARIABLE) names.add(condition.name.value);
      },
    });
  return names;
}
