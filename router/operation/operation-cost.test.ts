import { readFileSync } from 'node:fs';
import { operationCost } from '@depachika/graphql/cost/operation-cost.ts';
import { trustedOperations } from '@depachika/schema/check.ts';
import { type CostBudgets, readCostBudgets } from '@depachika/schema/cost-budgets.ts';
import { type DocumentNode, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { operationRequirements } from './access-requirements.ts';
import { loadSupergraph } from './supergraph.ts';

const supergraph = loadSupergraph(
  readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'),
);
const budgets = readCostBudgets((_, fallback) => fallback);

describe('the cost of an operation', () => {
  // An object is 1, a scalar 0. Sizes: variants 5, options 2, path 3, children 10, categories 10, lines 10.
  it.each<[string, number, Record<string, unknown>?]>([
    ['{ __typename }', 0],
    ['{ product(id: "p") { id nameJa variants { id } } }', 1 + 5],
    ['{ product(id: "p") { options { values } category { path { slug } } } }', 1 + 2 + 1 + 3],
    // A connection is one object, and its default page has 20.
    ['{ products { nodes { id } } }', 1 + 20],
    [
      '{ products(first: 3) { nodes { id } edges { node { id } } pageInfo { endCursor } } }',
      1 + 3 + 3 * 2 + 1,
    ],
    ['{ products(first: 0) { nodes { id } } }', 1],
    ['{ products(first: -5) { nodes { id } } }', 1],
    ['{ products(first: null) { nodes { id } } }', 1 + 20],
    ['query ($n: Int) { products(first: $n) { nodes { id } } }', 1 + 20],
    ['query ($n: Int) { products(first: $n) { nodes { id } } }', 1 + 7, { n: 7 }],
    ['query ($n: Int = 4) { products(first: $n) { nodes { id } } }', 1 + 4],
    ['query ($n: Int = 4) { products(first: $n) { nodes { id } } }', 1 + 20, { n: null }],
    ['query ($n: Int = 4) { products(first: $n) { nodes { id } } }', 1 + 9, { n: 9 }],
    // Every object of JavaScript has these names, also when the client sent none of them.
    ['query ($constructor: Int) { products(first: $constructor) { nodes { id } } }', 1 + 20],
    ['query ($toString: Int = 4) { products(first: $toString) { nodes { id } } }', 1 + 4],
    ['query ($constructor: Boolean = true) { products @include(if: $constructor) { nodes { id } } }', 1 + 20],
    ['query ($__proto__: Boolean = false) { products @skip(if: $__proto__) { nodes { id } } }', 1 + 20],
    // Lists below lists multiply.
    ['{ products(first: 10) { nodes { variants { stock { status } } } } }', 1 + 10 * (1 + 5 * (1 + 1))],
    ['{ categories { children { slug } } }', 10 * (1 + 10)],
    ['{ category(slug: "x") { products(first: 2) { nodes { id } } } }', 1 + 1 + 2],
    [
      '{ products(first: 100) { nodes { category { path { products(first: 100) { nodes { id } } } } } } }',
      1 + 100 * (1 + 1 + 3 * (1 + 1 + 100)),
    ],
    // Fields of one key are one field; another key is another field.
    ['{ product(id: "p") { variants { id } } product(id: "p") { variants { sku } } }', 1 + 5],
    ['{ a: product(id: "p") { id } b: product(id: "p") { id } }', 2],
    [
      '{ product(id: "p") { ...A ...B } } fragment A on Product { variants { id } } fragment B on Product { variants { stock { status } } }',
      1 + 5 * 2,
    ],
    // What is left out costs nothing.
    ['{ product(id: "p") { variants @skip(if: true) { id } } }', 1],
    [
      'query ($with: Boolean!) { product(id: "p") { variants @include(if: $with) { id } } }',
      1,
      { with: false },
    ],
    [
      'query ($with: Boolean!) { product(id: "p") { variants @include(if: $with) { id } } }',
      6,
      { with: true },
    ],
    ['query ($no: Boolean = true) { product(id: "p") { ... @skip(if: $no) { variants { id } } } }', 1],
    // `@cost` takes the place of what the object costs, and gives a scalar a price.
    ['{ searchProducts(query: "x", first: 5) { nodes { id } } }', 5 + 5],
    ['{ products(first: 5) { nodes { salesRank } } }', 1 + 5 * (1 + 1)],
    // The dearest member of a union: a quote costs 10, its problems less.
    [
      'query ($i: QuoteInput!) { quote(input: $i) { __typename ... on Problem { message } } }',
      10 + 1,
      { i: {} },
    ],
    [
      'query ($i: QuoteInput!) { quote(input: $i) { ... on Quote { lines { variant { id } } taxes { taxYen } } ... on InvalidInput { fields { field } } } }',
      10 + 10 * 2 + 2 + (1 + 2),
      {
        i: {
          lines: [
            { variantId: 'a', quantity: 1 },
            { variantId: 'b', quantity: 1 },
          ],
        },
      },
    ],
    [
      'query ($i: QuoteInput!) { quote(input: $i) { ... on InvalidInput { fields { field } } } }',
      10 + 10 + 1,
      { i: {} },
    ],
    // A mutation costs 10, each of its input objects 1, and hashing a password 20.
    ['mutation { login(input: { email: "a", password: "b" }) { __typename } }', 10 + 1 + 20],
    [
      'mutation { clearCart { ... on ClearCartSuccess { cart { lines { variant { id } } } } } }',
      10 + 1 + 1 + 10 * 2,
    ],
    ['subscription { orderStatusChanged(orderId: "o") { order { lines { id } } } }', 1 + 1 + 10],
    [
      '{ me { orders(first: 10) { nodes { lines { variant { product { id } } } } } } }',
      1 + 1 + 10 * (1 + 10 * 3),
    ],
    [
      '{ dailySales(from: "2026-01-01", to: "2026-01-31") { units } topProducts(from: "2026-01-01", to: "2026-01-31", first: 3) { product { id } } }',
      366 + 3 * 2,
    ],
    ['{ __schema { types { name fields { name } } } product(id: "p") { id } }', 1],
  ])('%s is %i', (text, cost, variables = {}) => {
    expect(costOf(parse(text), variables)).toBe(cost);
  });

  it('of lists below lists below lists is beyond any budget, at 120 bytes', () => {
    const text =
      '{products(first:100){nodes{category{path{products(first:100){nodes{category{path{products(first:100){nodes{id}}}}}}}}}}}';
    expect(text).toHaveLength(120);
    expect(costOf(parse(text))).toBe(1 + 100 * (2 + 3 * (2 + 100 * (2 + 3 * (2 + 100)))));
  });

  it('is a number also when it has no end', () => {
    const levels = 30;
    const text = `{ categories ${'{ children '.repeat(levels)}{ id }${' }'.repeat(levels)} }`;
    expect(costOf(parse(text))).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('of fragments that double at each level is counted without doubling the work', () => {
    const levels = Array.from(
      { length: 40 },
      (_, index) =>
        `fragment F${index} on Category { a: parent { ...F${index + 1} } b: parent { ...F${index + 1} } }`,
    );
    const text = `{ category(slug: "x") { ...F0 } } ${levels.join(' ')} fragment F40 on Category { id }`;
    expect(costOf(parse(text))).toBe(2 ** 41 - 1);
  });
});

describe('every trusted operation', () => {
  const operations = trustedOperations().map(({ file, document }) => ({ file, document }));

  it.each(operations)('$file costs less than a quarter of what its caller may spend', ({ document }) => {
    const budget = budgets[callerOf(document)];
    expect(costOf(document)).toBeLessThan(budget / 4);
    expect(costOf(document, { first: 100 }), 'with the longest page').toBeLessThan(budgets.customer);
  });
});

function costOf(document: DocumentNode, variables: Record<string, unknown> = {}): number {
  const { schema, costRules: rules } = supergraph;
  return operationCost({ schema, rules, document, operation: operationOf(document) })(variables);
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  return document.definitions.find((each) => each.kind === 'OperationDefinition')!;
}

/** Who can ask for all of it. */
function callerOf(document: DocumentNode): keyof CostBudgets {
  const { schema, accessRules: rules } = supergraph;
  const requirements = operationRequirements({
    schema,
    rules,
    signIns: new Map(),
    document,
    operation: operationOf(document),
  });
  if (requirements.some(({ requirement }) => requirement.scopes.length > 0)) return 'staff';
  return requirements.length > 0 ? 'customer' : 'anonymous';
}
