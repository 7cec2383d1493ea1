import { describe, expect, it } from 'vitest';
import { filesByFolder, linesOf, longFunctionsIn } from './sizes.ts';
import { parsed } from './source-files.ts';

const LONG = '  run();\n'.repeat(69);
const SHORT = '  run();\n'.repeat(68);

describe('a function over 70 lines', () => {
  it.each([
    ['a declaration', `export function fill() {\n${LONG}}`, 'fill'],
    ['an arrow function', `const fill = () => {\n${LONG}};`, 'fill'],
    ['a method', `const shop = {\n  fill() {\n${LONG}  },\n};`, 'fill'],
    ['a callback', `run(() => {\n${LONG}});`, 'line 1'],
  ])('is found: %s', (_, code, name) => {
    expect(longFunctionsIn(parsed('demo/a.ts', code))).toEqual([
      { id: `demo/a.ts#${name}`, line: expect.any(Number), lines: 71, returnsObject: false },
    ]);
  });

  it('is one line more than 70', () => {
    expect(longFunctionsIn(parsed('demo/a.ts', `function fill() {\n${SHORT}}`))).toEqual([]);
  });

  it('may be a factory, which returns an object', () => {
    const code = `export function shop() {\n${LONG}  return { open };\n}`;
    expect(longFunctionsIn(parsed('demo/a.ts', code))).toMatchObject([{ returnsObject: true }]);
  });
});

describe('in a suite of tests', () => {
  it('the list is not measured, and each test is', () => {
    const code = `describe('a', () => {\n  it('b', () => {\n${SHORT}  });\n  it('c', () => {\n${LONG}  });\n});`;
    expect(longFunctionsIn(parsed('demo/a.test.ts', code))).toMatchObject([{ lines: 71 }]);
  });

  it('the same holds for a contract', () => {
    const test = `  it('b', () => {\n${SHORT}  });\n`;
    const code = `export function contract() {\n  describe.each([1])('a', () => {\n${test}${test}  });\n}`;
    expect(longFunctionsIn(parsed('demo/a.contract.ts', code))).toEqual([]);
  });
});

it('files are counted in the folder that holds them, without tests', () => {
  const files = ['a/b.ts', 'a/c.ts', 'a/c.test.ts', 'a/d/e.ts'].map((path) => parsed(path, ''));
  expect([...filesByFolder(files)]).toEqual([
    ['a', 2],
    ['a/d', 1],
  ]);
});

it('a line ends with its newline', () => {
  expect(linesOf(parsed('a.ts', 'one;\ntwo;\n'))).toBe(2);
});
