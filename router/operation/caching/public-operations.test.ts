import { readFileSync } from 'node:fs';
import { trustedOperations } from '@depachika/schema/check.ts';
import { SUPERGRAPH_FILE } from '@depachika/schema/compose.ts';
import { getOperationAST, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readRouterConfig } from '../../config.ts';
import { keptOperation } from '../../execution/kept/answer-key.ts';
import { createOperations } from '../operations.ts';
import { loadSupergraph } from '../supergraph.ts';

const supergraph = loadSupergraph(readFileSync(SUPERGRAPH_FILE, 'utf8'), { tokenIssuer: 'users' });
const operations = createOperations({
  supergraph,
  limits: readRouterConfig({}).limits.operation,
  executor: 'own',
});

function keptSeconds(text: string, operationName?: string): number | undefined {
  const read = operations.read(text, { suggest: true });
  if ('errors' in read) throw new Error(read.errors.map(({ message }) => message).join('\n'));
  const kept = keptOperation(operations.prepare(read.document, operationName)!);
  return kept && kept.maxAgeMs / 1000;
}

describe('of what the shop itself asks', () => {
  it('these operations are answered alike for everybody, for so many seconds, and no other', () => {
    const kept = trustedOperations().flatMap(({ file, document }) => {
      const seconds = keptSeconds(print(document), getOperationAST(document)?.name?.value);
      return seconds === undefined ? [] : [`${file} ${seconds}`];
    });
    expect(kept).toMatchInlineSnapshot(`
      [
        "brand-page.graphql 1",
        "category-page.graphql 1",
        "closed-days.graphql 60",
        "collection-page.graphql 1",
        "delivery-zones.graphql 60",
        "home-page.graphql 1",
        "list-categories.graphql 60",
        "list-product-addresses.graphql 5",
        "list-products.graphql 1",
        "popular-products.graphql 1",
        "product-detail.graphql 1",
        "product-page.graphql 1",
        "rest-categories.graphql 60",
        "rest-category.graphql 60",
        "rest-facets.graphql 5",
        "rest-product.graphql 1",
        "rest-products.graphql 1",
        "search-suggestions.graphql 10",
        "shop-info.graphql 60",
        "sitemap-places.graphql 10",
        "staff-products.graphql 1",
      ]
    `);
  });

  it.each([
    ['my cart', '{ cart { id } }'],
    ['who I am', '{ me { id } }'],
    ['what is public of an order', '{ order(id: "ord_1") { lines { variant { product { nameJa } } } } }'],
    ['whatever has an id', '{ node(id: "prd_1") { ... on Product { nameJa } } }'],
    ['a search, which is counted', '{ searchProducts(query: "a") { nodes { id } } }'],
    ['a promise, which has its own end', '{ deliveryPromise(variantIds: []) { offered } }'],
    ['what staff see of a product', '{ product(id: "prd_1") { nameJa stage } }'],
    ['levels of stock', '{ product(id: "prd_1") { variants { stock { levels { id } } } } }'],
    ['somebody behind a change', '{ product(id: "prd_1") { changes { nodes { actor { id } } } } }'],
  ])('nothing is kept of %s', (_what, query) => {
    expect(keptSeconds(query)).toBeUndefined();
  });

  it('stock is kept for two seconds at most, wherever it stands', () => {
    const stock = '{ nodes { variants { stock { available } } } }';
    expect(keptSeconds(`{ products ${stock} }`)).toBe(2);
    expect(keptSeconds(`{ category(slug: "wagashi") { products ${stock} } }`)).toBe(2);
  });
});
