import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import type { BudgetSettings, DomainBudgets } from '../../config.ts';
import { isMutation } from '../subgraph-transport.ts';

/** What is asked of a domain: its own data, what it adds to entities of others, or a change. */
export type CallKind = 'read' | 'enrichment' | 'mutation';

/** How long a domain may take for an answer, in milliseconds. */
export type TimeBudgets = Readonly<Record<CallKind, number>>;

export function budgetsOf(subgraph: string, { read, enrichment, requestMs }: BudgetSettings): TimeBudgets {
  const readMs = budgetOf(subgraph, read);
  return {
    read: readMs,
    enrichment: Math.min(readMs, budgetOf(subgraph, enrichment)),
    mutation: requestMs,
  };
}

function budgetOf(subgraph: string, { named, others }: DomainBudgets): number {
  return (Object.hasOwn(named, subgraph) ? named[subgraph] : undefined) ?? others;
}

export function kindOf(request: GraphQLRequest): CallKind {
  if (isMutation(request)) return 'mutation';
  return request.query.includes('_entities(') ? 'enrichment' : 'read';
}
