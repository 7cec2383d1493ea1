/** The most that one operation of a caller of each kind may cost, by `@cost` and `@listSize` of the graph. */
export interface CostBudgets {
  readonly anonymous: number;
  readonly customer: number;
  /** Staff, administrators, and the shop's own services. */
  readonly staff: number;
}

/** The same settings hold at the router and on the domains' own ports. @param read takes a whole number from the environment */
export function readCostBudgets(read: (variable: string, fallback: number) => number): CostBudgets {
  return {
    anonymous: read('COST_BUDGET_ANONYMOUS', 3_000),
    customer: read('COST_BUDGET_CUSTOMER', 6_000),
    staff: read('COST_BUDGET_STAFF', 12_000),
  };
}
