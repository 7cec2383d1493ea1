import { expect, it } from 'vitest';
import { cyclesIn, fileGraph, packageGraph } from './cycles.ts';
import { parsed } from './source-files.ts';

it('finds two files that import each other, be it for types', () => {
  const files = [
    parsed('demo/a.ts', "import { b } from './b.ts';"),
    parsed('demo/b.ts', "import type { A } from './a.ts';"),
    parsed('demo/c.ts', "import { a } from './a.ts';"),
  ];
  expect(cyclesIn(fileGraph(files))).toEqual(['demo/a.ts → demo/b.ts → demo/a.ts']);
});

it('finds packages that import each other, though their files do not', () => {
  const files = [
    parsed('packages/events/log.ts', "import type { Consumer } from '@depachika/domain/subgraph.ts';"),
    parsed('packages/domain/parts.ts', "import type { Log } from '@depachika/events/log.ts';"),
    parsed('packages/domain/subgraph.ts', 'export type Consumer = string;'),
  ];
  expect(cyclesIn(fileGraph(files))).toEqual([]);
  expect(cyclesIn(packageGraph(files))).toEqual(['packages/domain → packages/events → packages/domain']);
});

it('leaves out what only the tests of a package import', () => {
  const files = [
    parsed('packages/cache/cache.test.ts', "import '@depachika/events/log.ts';"),
    parsed('packages/events/log.ts', "import '@depachika/cache/cache.ts';"),
    parsed('packages/cache/cache.ts', ''),
  ];
  expect(cyclesIn(packageGraph(files))).toEqual([]);
});

it.each([
  ['no way back', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
  ['a file that imports itself', { a: ['a'] }, ['a → a']],
  ['a long way round', { a: ['b'], b: ['c'], c: ['d'], d: ['b'] }, ['b → c → d → b']],
  ['the shortest way of several', { a: ['b'], b: ['c', 'a'], c: ['a'] }, ['a → b → a']],
  ['two groups', { a: ['b'], b: ['a'], c: ['d'], d: ['c'] }, ['a → b → a', 'c → d → c']],
])('tells %s', (_, edges: Record<string, string[]>, cycles) => {
  const graph = new Map(Object.entries(edges).map(([node, targets]) => [node, new Set(targets)]));
  expect(cyclesIn(graph)).toEqual(cycles);
});
