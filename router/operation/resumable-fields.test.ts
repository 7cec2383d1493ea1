import { describe, expect, it } from 'vitest';
import { toySupergraph } from '../testing/toy-shop.ts';
import { loadSupergraph } from './supergraph.ts';

const DECLARED = '@resumable(from: "since", version: "version")';

describe('subscriptions that can be gone on with', () => {
  it('are those that the graph declares, by the names that it gives', () => {
    const { resumable, schema } = loadSupergraph(toySupergraph());
    expect([...resumable]).toEqual([
      ['orderStatusChanged', { from: 'since', fromType: 'Int!', version: 'version' }],
    ]);
    expect(schema.getDirective('resumable')).toBeUndefined();
  });

  it('may be declared by another name of the directive, or not at all', () => {
    const renamed = toySupergraph((_, sdl) =>
      sdl
        .replace('import: ["@resumable"]', 'import: [{ name: "@resumable", as: "@goesOn" }]')
        .replaceAll('@resumable(', '@goesOn(')
        .replace('name: "@resumable")\n', 'name: "@goesOn")\n'),
    );
    expect([...loadSupergraph(renamed).resumable.keys()]).toEqual(['orderStatusChanged']);
    const without = toySupergraph((_, sdl) => sdl.replace(DECLARED, ''));
    expect([...loadSupergraph(without).resumable]).toEqual([]);
  });

  it.each([
    ['an argument that is not there', DECLARED.replace('"since"', '"after"')],
    ['an argument of another type', DECLARED.replace('"since"', '"orderId"')],
    ['a version that is not there', DECLARED.replace('"version"', '"number"')],
    ['a version of another type', DECLARED.replace('"version"', '"status"')],
  ])('are refused with %s', (_, declared) => {
    const supergraph = toySupergraph((_name, sdl) => sdl.replace(DECLARED, declared));
    expect(() => loadSupergraph(supergraph)).toThrow('@resumable of orderStatusChanged should name');
  });
});
