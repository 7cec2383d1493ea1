import { describe, expect, it } from 'vitest';
import { countRules } from './counters.ts';
import { KNOWN_BREACHES } from './known-breaches.ts';
import { projectFiles } from './source-files.ts';

const counters = countRules(projectFiles());

describe('in every file of the project, no rule is broken:', () => {
  it.each(counters)('$rule', ({ breaches }) => {
    expect(breaches).toEqual([]);
  });
});

it('what has been mended is no known breach any longer', () => {
  const known = counters.flatMap((counter) => counter.known);
  const listed = Object.values(KNOWN_BREACHES).flat();
  expect(listed.filter((start) => !known.some((breach) => breach.startsWith(start)))).toEqual([]);
});

it('every file of the project is read', () => {
  const paths = projectFiles().map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['start.ts', 'bootstrap.mjs', 'web/graphiql/explorer.js', 'router/main.ts']),
  );
  expect(paths.length).toBeGreaterThan(500);
});
