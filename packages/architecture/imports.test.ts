import { describe, expect, it } from 'vitest';
import { importsIn, libraryOf, projectPath } from './imports.ts';
import { parsed } from './source-files.ts';

describe('what a file imports', () => {
  it.each([
    ["import a from 'x';", 'x', false],
    ["import * as a from 'x';", 'x', false],
    ["import 'x';", 'x', false],
    ["import { a, type B } from 'x';", 'x', false],
    ["import type { A } from 'x';", 'x', true],
    ["import { type A, type B } from 'x';", 'x', true],
    ["import\n  {\n  a\n}\nfrom\n'x';", 'x', false],
    ["export { a } from 'x';", 'x', false],
    ["export { type A } from 'x';", 'x', true],
    ["export * from 'x';", 'x', false],
    ["export * as a from 'x';", 'x', false],
    ["export type { A } from 'x';", 'x', true],
    ["export type * from 'x';", 'x', true],
    ["const a = await import('x');", 'x', false],
    ['const a = await import(`x`);', 'x', false],
    ["import(/* a word */ 'x');", 'x', false],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code that is read as code.
    ['const a = await import(`${b}/x`);', undefined, false],
    ["const a = await import('x' + b);", undefined, false],
    ["type A = import('x').A;", 'x', true],
    ["type A = typeof import('x');", 'x', true],
    ["import a = require('x');", 'x', false],
    ["import type a = require('x');", 'x', true],
    ["const a = require('x');", 'x', false],
    ["const a = require.resolve('x');", 'x', false],
    ["const a = import.meta.resolve('x');", 'x', false],
    ["new Worker(new URL('./x.ts', import.meta.url));", './x.ts', false],
    ["new Worker(new URL('x.ts', import.meta.url));", './x.ts', false],
    ["import x from './x.json' with { type: 'json' };", './x.json', false],
  ])('is found in %j', (code, specifier, typesOnly) => {
    expect(importsIn(parsed('a.ts', code))).toEqual([{ line: 1, specifier, typesOnly }]);
  });

  it.each([
    "// import a from 'x';",
    "/* from 'x' */",
    'const text = "import a from \'x\'";',
    "export const from = 'x';",
    "const a = Array.from('x');",
    "const a = new URL('./x.graphql', import.meta.url);",
    "const a = new URL('https://shop.example/x.ts');",
    "const a = promise.resolve('x');",
  ])('is nothing in %j', (code) => {
    expect(importsIn(parsed('a.ts', code))).toEqual([]);
  });

  it('is told by line', () => {
    const code = "const a = 1;\n\nimport b from 'x';\nexport * from 'y';\n";
    expect(importsIn(parsed('a.ts', code)).map(({ line }) => line)).toEqual([3, 4]);
  });

  it('is found beside elements too', () => {
    const code = "import { Price } from './price.tsx';\nexport const Line = () => <Price yen={1} />;\n";
    expect(importsIn(parsed('a.tsx', code)).map(({ specifier }) => specifier)).toEqual(['./price.tsx']);
  });
});

it('refuses to read what is not TypeScript', () => {
  expect(() => parsed('a.ts', 'import from from;;; {')).toThrow('a.ts');
});

it.each([
  ['subgraphs/orders/orders.ts', './rpc.ts', 'subgraphs/orders/rpc.ts'],
  ['subgraphs/orders/cart/cart.ts', '../rpc.ts', 'subgraphs/orders/rpc.ts'],
  ['subgraphs/orders/orders.ts', '@depachika/clock/clock.ts', 'packages/clock/clock.ts'],
  ['subgraphs/orders/orders.ts', '@depachika/users/users.ts', 'subgraphs/users/users.ts'],
  ['subgraphs/orders/orders.ts', '@depachika/schema/services.ts', 'schema/services.ts'],
  ['topology/embedded/serve-router.ts', '@depachika/web/server/pages.ts', 'web/server/pages.ts'],
  ['subgraphs/orders/orders.ts', 'graphql', undefined],
])('in %s, %s is %s', (file, specifier, path) => {
  expect(projectPath(file, specifier)).toBe(path);
});

it.each([
  ['graphql/language', 'graphql'],
  ['@prisma/client/runtime/library', '@prisma/client'],
])('%s is of %s', (specifier, library) => {
  expect(libraryOf(specifier)).toBe(library);
});
