import { budgetOf } from '@depachika/graphql/cost/budget.ts';
import { isStaff } from '@depachika/identity/caller.ts';
import type { CostBudgets } from '@depachika/schema/cost-budgets.ts';
import type { PreparedOperation } from '../operation/operations.ts';
import type { PublicResult } from '../operation/public-errors.ts';
import type { Variables } from '../operation/variables.ts';
import type { RequestScope } from './request-scope.ts';

/** An operation that was executed. */
export interface ExecutedOperation {
  readonly prepared: PreparedOperation;
  readonly variables: Variables;
  readonly scope: RequestScope;
}

/** Adds to an answer what it cost: developers see what they pay, and so do staff, whose tools grow in production. */
export function costExtension(options: {
  readonly production: boolean;
  readonly costBudgets: CostBudgets;
}): (result: PublicResult, executed: ExecutedOperation) => PublicResult {
  return (result, { prepared, variables, scope: { caller } }) => {
    const cost = shownCost(options, { prepared, variables, caller });
    return cost ? { ...result, extensions: { ...result.extensions, cost } } : result;
  };
}

/** @returns what this caller is told of the cost; undefined: nothing */
export function shownCost(
  { production, costBudgets }: { readonly production: boolean; readonly costBudgets: CostBudgets },
  { prepared, variables, caller }: Omit<ExecutedOperation, 'scope'> & Pick<RequestScope, 'caller'>,
): { readonly cost: number; readonly limit: number } | undefined {
  if (production && !isStaff(caller)) return undefined;
  return { cost: prepared.cost(variables), limit: budgetOf(caller, costBudgets) };
}
