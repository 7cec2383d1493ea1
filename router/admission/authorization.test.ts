import { anonymous, type Caller } from '@depachika/identity/caller.ts';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readRouterConfig } from '../config.ts';
import { createOperations } from '../operation/operations.ts';
import { loadSupergraph } from '../operation/supergraph.ts';
import { toySupergraph } from '../testing/toy-shop.ts';
import { authorize } from './authorization.ts';

const supergraph = loadSupergraph(toySupergraph());
const operations = createOperations({
  supergraph,
  limits: readRouterConfig({}).limits.operation,
  executor: 'own',
});

const customer = user([]);
const buyer = user(['catalog:write']);
const analyst = user(['analytics:read', 'payments:read']);
const halfAnalyst = user(['analytics:read']);

function user(scopes: string[]): Caller {
  return { kind: 'user', userId: 'usr_a', sessionId: 'ses_a', roles: ['CUSTOMER'], scopes };
}

function decide(query: string, caller: Caller, variables: Record<string, unknown> = {}): unknown {
  const document = parse(query);
  expect(validate(supergraph.schema, document)).toEqual([]);
  const prepared = operations.prepare(document, undefined)!;
  return authorize(prepared.requirements, { caller, variables })?.extensions.code ?? 'ALLOWED';
}

describe('@authenticated and @requiresScopes', () => {
  it.each([
    ['a protected field', '{ products { cost } }'],
    ['under an alias', '{ products { price: cost } }'],
    ['in an anonymous inline fragment', '{ products { ... { cost } } }'],
    ['in an inline fragment with only a directive', '{ products { ... @include(if: true) { cost } } }'],
    ['in a typed fragment', '{ products { ... on Product { cost } } }'],
    [
      'in a named fragment',
      'query { products { ...F } } fragment F on Product { ...G } fragment G on Product { cost }',
    ],
    ['through an interface', '{ priced { cost } }'],
    ['through a fragment on an interface', '{ products { ... on Priced { cost } } }'],
    ['deep below', '{ lines(count: 1) { product { similar { cost } } } }'],
    ['an enum', '{ products { grade } }'],
    ['a scalar', '{ products { batch } }'],
    ['a type behind an interface', '{ nodes { id } }'],
    ['a protected type by fragment, nothing but its name', '{ nodes { ... on Supplier { __typename } } }'],
    ['a root field', '{ order(id: "o1") { id } }'],
    ['a mutation', 'mutation { rename(id: "p1", name: "x") { id } }'],
    ['a subscription', 'subscription { orderStatusChanged(orderId: "o1") { version } }'],
    ['below an open subscription', 'subscription { ticks { product { cost } } }'],
  ])('refuses %s to one who has not signed in', (_, query) => {
    expect(decide(query, anonymous)).toBe('UNAUTHENTICATED');
  });

  it.each([
    '{ products { id name stock { available } } }',
    '{ products { ... on Product { id } similar { name } } }',
    'query ($no: Boolean = false) { products { id cost @include(if: $no) } }',
    '{ products { id cost @skip(if: true) grade @include(if: false) } }',
    '{ __schema { types { name } } }',
    '{ __typename }',
  ])('lets anybody run %s', (query) => {
    expect(decide(query, anonymous)).toBe('ALLOWED');
  });

  it('asks for any one group of scopes in full', () => {
    const query = '{ products { cost } }';
    expect(decide(query, customer)).toBe('FORBIDDEN');
    expect(decide(query, halfAnalyst)).toBe('FORBIDDEN');
    expect(decide(query, buyer)).toBe('ALLOWED');
    expect(decide(query, analyst)).toBe('ALLOWED');
  });

  it('counts whoever opened the link of an order as somebody, who has no scope', () => {
    const reader: Caller = { kind: 'orderReader', userId: 'usr_a', sessionId: 'ses_a', orderId: 'ord_a' };
    expect(decide('{ products { cost } }', reader)).toBe('FORBIDDEN');
  });

  it('names the coordinate and the scopes that would do', () => {
    const prepared = operations.prepare(parse('{ products { cost } }'), undefined)!;
    expect(authorize(prepared.requirements, { caller: customer, variables: {} })?.extensions).toMatchObject({
      coordinate: 'Product.cost',
      requiredScopes: [['catalog:write'], ['analytics:read', 'payments:read']],
    });
  });

  it.each([
    [{ show: true }, 'UNAUTHENTICATED'],
    [{ show: false }, 'ALLOWED'],
    [{}, 'UNAUTHENTICATED'],
    [{ show: 'false' }, 'UNAUTHENTICATED'],
    [{ show: null }, 'UNAUTHENTICATED'],
    [{ show: 0 }, 'UNAUTHENTICATED'],
  ])('decides @include by the variables %j', (variables, expected) => {
    const query = 'query ($show: Boolean! = true) { products { id ... @include(if: $show) { cost } } }';
    expect(decide(query, anonymous, variables)).toBe(expected);
  });

  it('decides @skip and @include on the same path together', () => {
    const query =
      'query ($a: Boolean!, $b: Boolean!) { products @include(if: $a) { id cost @skip(if: $b) } lines(count: 1) { quantity } }';
    expect(decide(query, anonymous, { a: true, b: false })).toBe('UNAUTHENTICATED');
    expect(decide(query, anonymous, { a: true, b: true })).toBe('ALLOWED');
    expect(decide(query, anonymous, { a: false, b: false })).toBe('ALLOWED');
  });

  it('asks for a field that is selected twice when either selection stays', () => {
    const query = 'query ($a: Boolean!) { products { cost @include(if: $a) cost @skip(if: $a) } }';
    expect(decide(query, anonymous, { a: true })).toBe('UNAUTHENTICATED');
    expect(decide(query, anonymous, { a: false })).toBe('UNAUTHENTICATED');
  });
});
