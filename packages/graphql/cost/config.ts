import { type CostBudgets, readCostBudgets } from '@depachika/schema/cost-budgets.ts';

/** Reads the budgets of a domain's own port. Throws, naming the variable and what it should hold. */
export function readDomainCostBudgets(env: NodeJS.ProcessEnv = process.env): CostBudgets {
  return readCostBudgets((variable, fallback) => {
    const text = env[variable];
    if (!text) return fallback;
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= 1) return value;
    throw new Error(`${variable} should hold a whole number of 1 or more, not "${text}"`);
  });
}
