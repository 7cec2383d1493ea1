import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

export default defineConfig({
  resolve: {
    // Vite would take graphql's `module` build while Apollo's packages require its `main`: two copies that refuse
    // each other's types. Node itself always takes `main`.
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['**/*.int.test.ts', '**/*.e2e.test.ts', '**/node_modules/**'],
        },
      },
      { extends: true, test: { name: 'integration', include: ['**/*.int.test.ts'] } },
      { extends: true, test: { name: 'e2e', include: ['**/*.e2e.test.ts'] } },
    ],
    pool: 'forks',
    maxWorkers: 2,
  },
});
