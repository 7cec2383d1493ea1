import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { describe, expect, it } from 'vitest';
import { type CompiledNode, compilePlan } from './compiled-plan.ts';

/** Entities of one type, asked of a service. */
function entities(serviceName: string, field: string): PlanNode {
  const operation = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Thing { ${field} } } }`;
  const node = { kind: 'Fetch', serviceName, operation, requires: [], operationKind: 'query' };
  return { kind: 'Flatten', path: ['things', '@'], node } as unknown as PlanNode;
}

const sequence = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Sequence', nodes });
const parallel = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Parallel', nodes });
const when = (node: PlanNode): PlanNode => ({ kind: 'Condition', condition: 'wanted', ifClause: node });

/** @returns services in brackets: `[]` one after the other, `()` at one time */
function shown(node: CompiledNode | undefined): string {
  if (node?.kind === 'fetch') return node.serviceName;
  if (node?.kind === 'condition') return `if ${shown(node.ifTrue)}`;
  if (node?.kind === 'sequence') return `[${node.nodes.map(shown).join(' ')}]`;
  return node?.kind === 'parallel' ? `(${node.nodes.map(shown).join(' ')})` : '';
}

const compiled = (node: PlanNode) =>
  shown(compilePlan({ kind: 'QueryPlan', node } as QueryPlan, () => false));

const prices = entities('prices', 'price');
const stock = entities('stock', 'left');
const makers = entities('makers', 'name');

describe('a fetch that nothing waits for', () => {
  it.each([
    [
      'goes beside the last of its service in a branch',
      parallel(sequence(prices, stock), stock),
      '[prices (stock stock)]',
    ],
    ['goes there whichever comes first', parallel(stock, sequence(prices, stock)), '[prices (stock stock)]'],
    [
      'goes as deep as there is one',
      parallel(sequence(makers, parallel(makers, sequence(prices, stock))), stock),
      '[makers (makers [prices (stock stock)])]',
    ],
    [
      'leaves others where they are',
      parallel(sequence(prices, stock), stock, makers),
      '([prices (stock stock)] makers)',
    ],
    [
      'stays where no branch asks its service',
      parallel(sequence(prices, makers), stock),
      '([prices makers] stock)',
    ],
    [
      'stays where a branch asks on a condition',
      parallel(sequence(prices, when(stock)), stock),
      '([prices if stock] stock)',
    ],
    [
      'stays where others would wait for it',
      parallel(sequence(prices, stock, makers), stock),
      '([prices stock makers] stock)',
    ],
    ['stays beside one that is asked at once', parallel(stock, stock), '(stock stock)'],
  ])('%s', (_, plan, expected) => {
    expect(compiled(plan)).toBe(expected);
  });

  it('is never one that others wait for', () => {
    const plan = parallel(sequence(prices, stock), sequence(stock, makers));
    expect(compiled(plan)).toBe('([prices stock] [stock makers])');
  });
});
