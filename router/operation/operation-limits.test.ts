import { getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { countTokens, documentSize } from './operation-limits.ts';

const size = (query: string) => documentSize(parse(query));

describe('the size of a document', () => {
  it('counts levels through fragments', () => {
    expect(size('{ a { b { ...F } } } fragment F on T { c { ... on U { d } } }').depth).toBe(4);
  });

  it('counts fields, aliases and root fields wherever a fragment is spread', () => {
    expect(size('{ ...F ...F x: a } fragment F on Query { y: b { z: c } }')).toMatchObject({
      fields: 5,
      aliases: 5,
      rootFields: 3,
    });
  });

  it('measures a document that doubles at every level as quickly as it is read', () => {
    const levels = Array.from(
      { length: 60 },
      (_, index) => `fragment F${index} on T { a { ...F${index + 1} } b { ...F${index + 1} } }`,
    );
    const { fields, depth } = size(`{ ...F0 } ${levels.join(' ')} fragment F60 on T { leaf }`);
    expect(fields).toBeGreaterThan(1e18);
    expect(depth).toBe(61);
  });

  it('comes to an end with fragments in a cycle', () => {
    expect(size('{ ...A } fragment A on T { a { ...B } } fragment B on T { b { ...A } }').depth).toBe(2);
  });

  it('takes the larger of several operations', () => {
    expect(size('query A { a } query B { a { b { c } } }').depth).toBe(3);
  });

  it('counts every directive once', () => {
    expect(size('{ a @skip(if: false) @include(if: true) { b @x } }').directives).toBe(3);
  });

  it('leaves the depth of introspection to its own rule', () => {
    expect(size(getIntrospectionQuery()).depth).toBe(1);
  });
});

it('counts tokens up to a lexical error', () => {
  expect(countTokens('{ a b }')).toBe(4);
  expect(countTokens('{ a " ')).toBe(2);
});
