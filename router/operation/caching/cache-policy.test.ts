import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { fragmentsOf, operationOf } from '../../testing/parsed-operation.ts';
import { composeToys } from '../../testing/toy-shop.ts';
import { loadSupergraph } from '../supergraph.ts';
import { cachePolicy } from './cache-policy.ts';

const SDL = (link: string, name = 'cacheControl') => `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    ${link} @composeDirective(name: "@${name}")
  directive @${name}(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum CacheControlScope { PUBLIC PRIVATE }
  type Query {
    silent: Int
    said: Int @${name}(maxAge: 30)
    thing: Thing @${name}(maxAge: 60)
    bare: Thing
    typed: Typed
    typedShorter: Typed @${name}(maxAge: 7)
    typedPrivate: Typed @${name}(scope: PRIVATE)
    inherits: Heir @${name}(maxAge: 60)
    heirAlone: Heir
    any: Any @${name}(maxAge: 60)
    named: Named @${name}(maxAge: 60)
  }
  type Mutation { change: Thing @${name}(maxAge: 60) }
  type Thing { word: Int part: Part heir: Heir short: Int @${name}(maxAge: 5) mine: Int @${name}(scope: PRIVATE) kept: Part @${name}(inheritMaxAge: true) }
  type Part { word: Int }
  type Typed @${name}(maxAge: 20) { word: Int short: Int @${name}(maxAge: 4) }
  type Heir @${name}(inheritMaxAge: true) { word: Int part: Part }
  interface Named { word: Int }
  type One implements Named { word: Int @${name}(maxAge: 3) }
  type Two implements Named { word: Int only: Int @${name}(scope: PRIVATE) }
  union Any @${name}(inheritMaxAge: true) = One | Two
`;
const APOLLO = '@link(url: "https://specs.example/caching/v1.0", import: ["@cacheControl"])';
const graph = loadSupergraph(composeToys({ one: SDL(APOLLO) }));

function policyOf(text: string, { schema, cacheHints: hints } = graph) {
  const document = parse(text);
  const { maxAge, scope } = cachePolicy({
    schema,
    hints,
    operation: operationOf(document),
    fragments: fragmentsOf(document),
  });
  return `${maxAge} ${scope}`;
}

describe('the policy of an operation', () => {
  it.each([
    ['a root field that says nothing counts 0', '{ silent }', '0 PUBLIC'],
    ['a field that says so is kept', '{ said }', '30 PUBLIC'],
    ['a scalar counts as what it stands in', '{ thing { word } }', '60 PUBLIC'],
    ['the shortest of all holds', '{ said thing { word } }', '30 PUBLIC'],
    ['a field of an object may be shorter', '{ thing { word short } }', '5 PUBLIC'],
    ['an object below that says nothing counts 0', '{ thing { part { word } } }', '0 PUBLIC'],
    ['an object below may inherit by its type', '{ thing { heir { word } } }', '60 PUBLIC'],
    ['an object below may inherit by its field', '{ thing { kept { word } } }', '60 PUBLIC'],
    ['a type that inherits says nothing for a root field', '{ heirAlone { word } }', '0 PUBLIC'],
    ['what inherits keeps nothing that counts 0', '{ inherits { part { word } } }', '0 PUBLIC'],
    ['a type says so for its fields', '{ typed { word } }', '20 PUBLIC'],
    ['a field goes before its type', '{ typedShorter { word } }', '7 PUBLIC'],
    ['a private field makes it private', '{ thing { word mine } }', '60 PRIVATE'],
    ['a private field keeps the age of its type', '{ typedPrivate { word } }', '20 PRIVATE'],
    ['nothing said at all counts 0', '{ bare { word } }', '0 PUBLIC'],
    ['an alias changes nothing', '{ thing { public: mine } }', '60 PRIVATE'],
    ['a fragment is looked into', '{ thing { ...F } } fragment F on Thing { word mine }', '60 PRIVATE'],
    [
      'what may be left out counts',
      'query ($a: Boolean!) { thing { word mine @include(if: $a) } }',
      '60 PRIVATE',
    ],
    ['any of the objects behind an interface counts', '{ named { word } }', '3 PUBLIC'],
    ['a union is looked into', '{ any { ... on One { word } ... on Two { only } } }', '3 PRIVATE'],
    ['a name of a type alone is no field', '{ __typename }', '0 PUBLIC'],
    ['a mutation is never kept', 'mutation { change { word } }', '0 PUBLIC'],
  ])('%s', (_claim, text, policy) => {
    expect(policyOf(text)).toBe(policy);
  });

  it('is read under whatever name and address the directive was composed', () => {
    const renamed =
      '@link(url: "https://specs.example/caching/v1.0", import: [{ name: "@cacheControl", as: "@keep" }])';
    expect(policyOf('{ said }', loadSupergraph(composeToys({ one: SDL(renamed, 'keep') })))).toBe(
      '30 PUBLIC',
    );
    const own = '@link(url: "https://specs.example/cacheControl/v2.0")';
    expect(policyOf('{ said }', loadSupergraph(composeToys({ one: SDL(own) })))).toBe('30 PUBLIC');
  });

  it('is never to keep anything of a graph that says nothing', () => {
    const silent = loadSupergraph(
      composeToys({ one: 'type Query { silent: Int thing: Thing } type Thing { word: Int }' }),
    );
    expect(policyOf('{ thing { word } }', silent)).toBe('0 PUBLIC');
  });

  it('cannot be read of an age that is no number of seconds', () => {
    const wrong = SDL(APOLLO).replace('maxAge: 30', 'maxAge: -1');
    expect(() => loadSupergraph(composeToys({ one: wrong }))).toThrow('@cacheControl of Query.said');
  });
});
