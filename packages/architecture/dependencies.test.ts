import { describe, expect, it } from 'vitest';
import { manifest, misplacedDependencies, undeclaredImports, unusedDependencies } from './dependencies.ts';
import { parsed, projectFiles } from './source-files.ts';

const { dependencies, devDependencies } = manifest();
const files = projectFiles();

describe('dependencies', () => {
  it('name what is installed for nothing', () => {
    const more = { dependencies: { ...dependencies, 'left-pad': '1.3.0' }, devDependencies };
    expect(unusedDependencies(files, more)).toContain('left-pad');
  });

  it('name types of what nobody imports', () => {
    const more = { dependencies, devDependencies: { ...devDependencies, '@types/express': '5.0.0' } };
    expect(unusedDependencies(files, more)).toContain('@types/express');
  });

  it('name a reason that is given for what is not installed', () => {
    const { turbo: _, ...fewer } = devDependencies;
    expect(unusedDependencies(files, { dependencies, devDependencies: fewer })).toContain('turbo');
  });

  it('name what is imported without being declared', () => {
    const file = parsed('packages/clock/clock.ts', "import { pad } from 'left-pad/pad';\nimport 'node:fs';");
    expect(undeclaredImports([file])).toEqual(['left-pad']);
  });

  it('name what an image of the shop would carry along for tests', () => {
    const more = { dependencies: { ...dependencies, vitest: '1.0.0' }, devDependencies };
    expect(misplacedDependencies(files, more)).toContain('vitest');
  });

  it('name what runs and is installed for development alone', () => {
    const { fastify: version = '', ...fewer } = dependencies;
    const more = { dependencies: fewer, devDependencies: { ...devDependencies, fastify: version } };
    expect(misplacedDependencies(files, more)).toContain('fastify');
  });
});
