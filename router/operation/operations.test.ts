import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readRouterConfig } from '../config.ts';
import { toySupergraph } from '../testing/toy-shop.ts';
import { createOperations } from './operations.ts';
import { loadSupergraph } from './supergraph.ts';

const operations = createOperations({
  supergraph: loadSupergraph(toySupergraph()),
  limits: readRouterConfig({}).limits.operation,
  executor: 'own',
});

describe('an operation', () => {
  it('that the planner cannot read is a mistake in the document', () => {
    // No rule is asked here, as when the planner is stricter than GraphQL's own rules.
    const prepared = operations.prepare(parse('{ near(latitude: 1e400) }'), undefined)!;
    expect(prepared.refusedByPlanner()?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(() => prepared.plan()).toThrow();
  });

  it('that it can read is planned once', () => {
    const prepared = operations.prepare(parse('{ half(yen: 2) }'), undefined)!;
    expect(prepared.refusedByPlanner()).toBeUndefined();
    expect(prepared.plan()).toBe(prepared.plan());
    expect(prepared.refusedByPlanner()).toBeUndefined();
  });

  it.each([
    '{ near(latitude: 1e400) }',
    `{ near(latitude: 1${'0'.repeat(400)}) }`,
    'query ($x: Float! = -1e999) { near(latitude: $x) }',
  ])('with a number that is none is refused: %s', (text) => {
    const read = operations.read(text, { suggest: true });
    expect('errors' in read && read.errors.map(({ extensions }) => extensions.code)).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  it.each(['{ echo(text: "%") }', '{ choose(by: { name: "%" }) }', '{ echo(text: """%""") }'])(
    'with a text that is longer than any that the shop takes is refused: %s',
    (form) => {
      const read = (length: number) =>
        operations.read(form.replace('%', 'x'.repeat(length)), { suggest: true });
      expect(read(10_001)).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT', limit: 10_000, actual: 10_001 } }],
      });
      expect(read(10_000)).not.toHaveProperty('errors');
    },
  );
});
