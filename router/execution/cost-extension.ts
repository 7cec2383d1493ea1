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
    if (options.production && !isStaff(caller)) return result;
    const cost = { cost: prepared.cost(variables), limit: budgetOf(caller, options.costBudgets) };
    return { ...result, extensions: { ...result.extensions, cost } };
  };
}
