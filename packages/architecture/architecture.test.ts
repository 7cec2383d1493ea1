import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countRules } from './counters.ts';
import { LONG_FACTORIES } from './long-factories.ts';
import { projectFiles, ROOT } from './source-files.ts';

const counters = countRules(projectFiles());

describe('in every file of the project, no rule is broken:', () => {
  it.each(counters)('$rule', ({ breaches }) => {
    expect(breaches).toEqual([]);
  });
});

it('every file of the project is read', () => {
  const paths = projectFiles().map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'start.ts',
      'bootstrap.mjs',
      'web/graphiql/explorer.js',
      'web/app/root.tsx',
      'router/main.ts',
    ]),
  );
  expect(paths.length).toBeGreaterThan(500);
});

it('Biome excepts no file by name but those of factories that are listed with a reason', () => {
  const { overrides } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8')) as {
    overrides: readonly { includes: readonly string[]; linter: { rules: { complexity?: object } } }[];
  };
  const named = overrides
    .filter(({ linter }) => linter.rules.complexity)
    .flatMap(({ includes }) => includes)
    .filter((path) => !path.includes('*'));
  const listed = Object.keys(LONG_FACTORIES).map((id) => id.split('#')[0]);
  expect(named.filter((path) => !listed.includes(path))).toEqual([]);
});
