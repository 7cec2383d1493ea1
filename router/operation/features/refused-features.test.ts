import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeToys, toySupergraph } from '../../testing/toy-shop.ts';
import { loadSupergraph } from '../supergraph.ts';
import { linksOf } from './links.ts';
import { refusedFeatures } from './refused-features.ts';

const FEDERATION = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`;

/** As composition writes it. */
const PRICES = `${FEDERATION('"@key", "@policy", "@context", "@fromContext"')}
  type Query { user: User }
  type User @key(fields: "id") @context(name: "viewer") {
    id: ID!
    currency: String!
    points: Int
    email: String @policy(policies: [["own"]])
    card: Card!
  }
  type Card @key(fields: "number") {
    number: ID!
    limit(currency: String @fromContext(field: "$viewer { currency }")): Int
  }
`;
const POINTS = `${FEDERATION('"@key", "@override"')}
  type Query { pointsAreHere: Boolean }
  type User @key(fields: "id") { id: ID! points: Int @override(from: "prices", label: "percent(5)") }
`;
const without = (sdl: string, ...parts: RegExp[]) =>
  parts.reduce((text, part) => text.replace(part, ''), sdl);
const POLICY = / @policy\(policies: \[\["own"\]\]\)/;
const CONTEXT = / @context\(name: "viewer"\)/;
const FROM_CONTEXT = /\(currency: String @fromContext\(field: "\$viewer { currency }"\)\)/;

const sentences = (sdl: string) => {
  const document = parse(sdl, { noLocation: true });
  return refusedFeatures(document, linksOf(document)).map(({ sentence }) => sentence);
};

describe('a supergraph is refused', () => {
  it('with a policy, which is named with its field, what would do, and what to do', () => {
    const sdl = composeToys({ prices: without(PRICES, CONTEXT, FROM_CONTEXT) });
    expect(sentences(sdl)).toEqual([
      'User.email has @policy by https://specs.apollo.dev/policy/v0.1: this router does not do that. It enforces ' +
        '@authenticated and @requiresScopes: give the policy a scope of its own, or ask for it in the resolver, and compose ' +
        'the graph again.',
    ]);
    expect(() => loadSupergraph(sdl)).toThrow(
      expect.objectContaining({ code: 'SECURITY_FEATURE_NOT_ENFORCED' }),
    );
  });

  it('with a context, and with each argument that is set from one', () => {
    const sdl = composeToys({ prices: without(PRICES, POLICY) });
    expect(sentences(sdl)).toEqual([
      expect.stringMatching(/^User has @context by .*pass the value as an argument/),
      expect.stringMatching(/^Card\.limit has an argument that is set by @fromContext/),
    ]);
    expect(() => loadSupergraph(sdl)).toThrow(
      expect.objectContaining({ code: 'SECURITY_FEATURE_NOT_ENFORCED' }),
    );
  });

  it('with a field that moves for some requests alone', () => {
    const sdl = composeToys({ prices: without(PRICES, POLICY, CONTEXT, FROM_CONTEXT), points: POINTS });
    expect(sentences(sdl)).toEqual([
      'User.points has @override(from: "prices", label: "percent(5)"): this router does not do that. It moves a field at once ' +
        'or not at all: leave the label out, or keep the field where it is, and compose the graph again.',
    ]);
    expect(() => loadSupergraph(sdl)).toThrow(expect.objectContaining({ code: 'FEATURE_NOT_SUPPORTED' }));
  });

  it('with all that it is refused for, at once', () => {
    expect(sentences(composeToys({ prices: PRICES, points: POINTS }))).toHaveLength(4);
  });

  it.each(['authenticated', 'requiresScopes'])(
    'with a directive for which the link is missing, so that nobody would obey it: @%s',
    (feature) => {
      const linked = new RegExp(`  @link\\(url: "https://specs.apollo.dev/${feature}/v0.1"[^\\n]*\\n`);
      expect(toySupergraph()).toMatch(linked);
      expect(() => loadSupergraph(toySupergraph().replace(linked, ''))).toThrow(
        expect.objectContaining({
          code: 'SECURITY_FEATURE_NOT_ENFORCED',
          message: expect.stringContaining(`@${feature}, which the supergraph does not link`),
        }),
      );
    },
  );

  it.each(['connect/v0.1', 'timeTravel/v1.0'])(
    'with a feature of execution that it does not know: %s',
    (feature) => {
      const link = `schema\n  @link(url: "https://specs.apollo.dev/${feature}", for: EXECUTION)\n`;
      expect(() => loadSupergraph(toySupergraph().replace('schema\n', link))).toThrow(
        expect.objectContaining({
          code: 'FEATURE_NOT_SUPPORTED',
          message: expect.stringContaining(`https://specs.apollo.dev/${feature}`),
        }),
      );
    },
  );

  it('names a few of many places', () => {
    const fields = Array.from({ length: 9 }, (_, index) => `f${index}: Int @policy(policies: [["own"]])`);
    const sdl = composeToys({ prices: `${FEDERATION('"@policy"')} type Query { ${fields.join(' ')} }` });
    expect(sentences(sdl)).toEqual([
      expect.stringMatching(/^Query\.f0, Query\.f1, Query\.f2, Query\.f3, Query\.f4 and 4 more have @policy/),
    ]);
  });
});

describe('a supergraph is served', () => {
  it('with a field that has moved for good', () => {
    const moved = POINTS.replace(', label: "percent(5)"', '');
    const sdl = composeToys({ prices: without(PRICES, POLICY, CONTEXT, FROM_CONTEXT), points: moved });
    expect(sentences(sdl)).toEqual([]);
  });

  it('with somebody’s own directive of the same name, which is linked as theirs', () => {
    const sdl = composeToys({
      own: `${FEDERATION('"@composeDirective"')} extend schema @link(url: "https://shop.example/policy/v1.0", import: ["@policy"])
        @composeDirective(name: "@policy")
        directive @policy(text: String) on FIELD_DEFINITION
        type Query { terms: String @policy(text: "ours") }`,
    });
    expect(sentences(sdl)).toEqual([]);
  });
});
