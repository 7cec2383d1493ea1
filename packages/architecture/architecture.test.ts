import { describe, expect, it } from 'vitest';
import { countRules } from './counters.ts';
import { projectFiles } from './source-files.ts';

const counters = countRules(projectFiles());

describe('in every file of the project, no rule is broken:', () => {
  it.each(counters)('$rule', ({ breaches }) => {
    expect(breaches).toEqual([]);
  });
});

it('every file of the project is read', () => {
  const paths = projectFiles().map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['start.ts', 'bootstrap.mjs', 'web/graphiql/explorer.js', 'router/main.ts']),
  );
  expect(paths.length).toBeGreaterThan(500);
});
