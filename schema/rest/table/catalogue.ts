import type { RestOperation, VariablePath } from '../rest-operation.ts';

/** What a list of products can be narrowed by. */
const NARROWED: Readonly<Record<string, VariablePath>> = {
  category: 'categoryId',
  brand: 'filter.brandIds',
  label: 'filter.labels',
  temperature: 'filter.temperatures',
  withoutAllergen: 'filter.withoutAllergens',
  minPriceYen: 'filter.minPriceYen',
  maxPriceYen: 'filter.maxPriceYen',
  inStock: 'filter.inStock',
  deliverableTo: 'filter.deliverable.postalCode',
  deliverableOn: 'filter.deliverable.date',
};

/** Somewhere, on some day. */
const TOGETHER = [['deliverableTo', 'deliverableOn']] as const;

export const CATALOGUE: readonly RestOperation[] = [
  {
    id: 'listProducts',
    method: 'GET',
    path: '/v1/products',
    tag: 'Catalogue',
    summary: 'Products on sale, page by page',
    operation: 'rest-products',
    query: { parameters: { ...NARROWED, sort: 'sort' }, together: TOGETHER, paged: { backwards: true } },
    answer: { status: 200, at: 'products', list: 'page', isPublic: true },
  },
  {
    id: 'getFacets',
    method: 'GET',
    path: '/v1/product-facets',
    tag: 'Catalogue',
    summary: 'What the list of products can be narrowed by, with how many products each choice leaves',
    operation: 'rest-facets',
    query: { parameters: NARROWED, together: TOGETHER },
    answer: { status: 200, at: 'products', isPublic: true },
  },
  {
    id: 'getProduct',
    method: 'GET',
    path: '/v1/products/{product}',
    tag: 'Catalogue',
    summary: 'One product, by its id or its address in the shop',
    operation: 'rest-product',
    parameters: { product: { prefix: 'prd_', id: 'id', name: 'slug' } },
    answer: { status: 200, at: 'product', isPublic: true },
  },
  {
    id: 'search',
    method: 'GET',
    path: '/v1/search',
    tag: 'Catalogue',
    summary: 'Products found by words, in Japanese or English',
    operation: 'rest-search',
    query: {
      parameters: { query: 'query', ...NARROWED, sort: 'sort' },
      together: TOGETHER,
      paged: { backwards: true },
    },
    answer: { status: 200, at: 'searchProducts', list: 'page' },
  },
  {
    id: 'suggest',
    method: 'GET',
    path: '/v1/search/suggestions',
    tag: 'Catalogue',
    summary: 'What somebody may mean who begins to type',
    operation: 'search-suggestions',
    query: {
      parameters: { prefix: 'prefix', limit: 'first' },
      bounds: { limit: { minimum: 1, maximum: 20 } },
    },
    answer: { status: 200, at: 'searchSuggestions', list: 'whole', isPublic: true },
  },
  {
    id: 'listCategories',
    method: 'GET',
    path: '/v1/categories',
    tag: 'Catalogue',
    summary: 'The departments, and what is right below each',
    operation: 'rest-categories',
    answer: { status: 200, at: 'categories', list: 'whole', isPublic: true },
  },
  {
    id: 'getCategory',
    method: 'GET',
    path: '/v1/categories/{category}',
    tag: 'Catalogue',
    summary: 'One category, by its id or its address in the shop',
    operation: 'rest-category',
    parameters: { category: { prefix: 'cat_', id: 'id', name: 'slug' } },
    answer: { status: 200, at: 'category', isPublic: true },
  },
  {
    id: 'getShop',
    method: 'GET',
    path: '/v1/shop',
    tag: 'Shop',
    summary: 'Who sells, and where the shop delivers',
    operation: 'shop-info',
    answer: { status: 200, at: 'shop', isPublic: true },
  },
];
