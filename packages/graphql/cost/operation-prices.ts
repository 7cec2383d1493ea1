import type { Caller } from '@depachika/identity/caller.ts';
import type { CostBudgets } from '@depachika/schema/cost-budgets.ts';
import type { DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { codedError } from '../errors.ts';
import { budgetOf } from './budget.ts';
import { readDomainCostBudgets } from './config.ts';
import { readCostRules } from './cost-rules.ts';
import { entitiesAsked } from './entities-asked.ts';
import { type OperationCost, operationCost } from './operation-cost.ts';

/** What operations cost on a domain's own port. */
export interface OperationPrices {
  /** @param request variables as they were sent @returns `OPERATION_TOO_EXPENSIVE`, or undefined when the caller can afford it */
  refuse(request: PricedRequest): GraphQLError | undefined;
}

export interface PricedRequest {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly caller: Caller;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Whoever reaches a domain past the router has the same budgets there. What the router fetches is a part of an operation
 * that it has admitted, so that it costs no more; only its lists of entities are as long as answers were.
 */
export function operationPrices(options: {
  readonly schema: GraphQLSchema;
  readonly typeDefs: DocumentNode;
  /** Default: what the environment says. */
  readonly budgets?: CostBudgets | undefined;
}): OperationPrices {
  const { schema, budgets = readDomainCostBudgets() } = options;
  const rules = readCostRules(options.typeDefs);
  const known = new WeakMap<OperationDefinitionNode, OperationCost>();
  return {
    refuse({ document, operation, caller, variables }) {
      const costOf = known.get(operation) ?? operationCost({ schema, rules, document, operation });
      known.set(operation, costOf);
      const cost = costOf(variables);
      const limit = budgetOf(caller, budgets) * budgetsFor(operation, variables);
      if (cost <= limit) return undefined;
      const message = `Operations may cost at most ${limit} here, this may cost ${cost}`;
      return codedError('OPERATION_TOO_EXPENSIVE', message, { cost, limit });
    },
  };
}

/** Lists may be so many times longer than `@listSize` expects before the entities in them are refused. */
const ENTITIES_ALLOWANCE = 10;

/** Each entity may cost a budget, and all of them ten: one alone, or what the operation does not ask for, is no reason for more. */
function budgetsFor(operation: OperationDefinitionNode, variables: PricedRequest['variables']): number {
  return Math.min(Math.max(1, entitiesAsked(operation, variables) ?? 1), ENTITIES_ALLOWANCE);
}
