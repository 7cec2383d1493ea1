import { type Caller, isStaff } from '@depachika/identity/caller.ts';
import type { CostBudgets } from '@depachika/schema/cost-budgets.ts';

/** @returns the most that one operation of this caller may cost */
export function budgetOf(caller: Caller, budgets: CostBudgets): number {
  if (caller.kind === 'anonymous') return budgets.anonymous;
  return caller.kind === 'service' || isStaff(caller) ? budgets.staff : budgets.customer;
}
