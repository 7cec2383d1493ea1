import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const require = createRequire(import.meta.url);
const EXCLUDED = ['**/node_modules/**', '**/generated/**', '.data/**'];
/**
 * Not run on one process per service: what is about one process or the embedded database alone, the kill at each of some
 * fifty points, each with a start of the whole shop (there the suite `faults` kills processes), what asks no server, and the
 * sums of thirty days, which are the same in any PostgreSQL (there two hundred lives at random are audited).
 */
const ONE_PROCESS =
  process.env.E2E_TOPOLOGY === 'distributed'
    ? [
        'packages/database/embedded/embedded.int.test.ts',
        'e2e/crash/**',
        'e2e/{dev,metrics,operate,production}.e2e.test.ts',
        'packages/{graphql/http,local-servers}/**',
        'packages/events/embedded/**',
        'packages/testing/kept-engine.int.test.ts',
        'topology/testing/thirty-days.int.test.ts',
        'packages/{object-storage,rpc}/**',
        'packages/service/*.int.test.ts',
        'commands/{command,interruption}.int.test.ts',
        'commands/{develop,operate}/{token,start-distributed}.int.test.ts',
        'subgraphs/notifications/transport/**',
        'topology/distributed/{rpc-certificates,certificates/renewal}.int.test.ts',
        'router/{graph,rest,streams}/**',
        'router/{http,operation,subgraphs,websocket}/**',
        'router/admission/**/!(redis-rate-limit-store).int.test.ts',
        'web/**/!(redis-sessions).int.test.ts',
        'router/execution/**/!(read-replica|write-marks).int.test.ts',
      ]
    : [];

/** What says something of the tests, not of the shop, and takes minutes: when it is asked for (docs/reliability.md). */
const OF_TESTS = process.env.TEST_TAKEN_BACK === 'on' ? [] : ['e2e/taken-back.e2e.test.ts'];

/** What takes a minute or more, though the files are no longer than others. Begun last, one would keep a core idle. */
const LONGEST = [
  '-orders.e2e.test.ts',
  'one-shop.e2e.test.ts',
  'random-lives.int.test.ts',
  'kafka-event-log.int.test.ts',
  'access-in-japanese.browser.test.ts',
  'access-in-english.browser.test.ts',
];

/** What mostly waits for what is away or frozen. Two of these at once would keep both cores idle for minutes. */
const WAITING = [
  'domains-away.e2e.test.ts',
  'faults.e2e.test.ts',
  'live-views.e2e.test.ts',
  'distributed/storefront.e2e.test.ts',
];

/** Those that wait evenly among those that compute. */
function spread<T>(waiting: readonly T[], computing: readonly T[]): T[] {
  const between = Math.floor(computing.length / Math.max(1, waiting.length));
  const groups = waiting.flatMap((each, at) => [each, ...computing.slice(at * between, (at + 1) * between)]);
  return [...groups, ...computing.slice(waiting.length * between)];
}

const isOneOf = (names: readonly string[], { moduleId }: TestSpecification) =>
  names.some((name) => moduleId.endsWith(name));

/**
 * The longest first; of the rest, integration by folders: files with migrations of their own follow each other, and an
 * embedded PostgreSQL serves those before and after them (packages/testing/kept-engine.ts).
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const folder = ({ moduleId }: TestSpecification) =>
      moduleId.endsWith('.int.test.ts') ? dirname(moduleId) : '';
    const sorted = (await super.sort(files)).toSorted(
      (a, b) =>
        Number(isOneOf(LONGEST, b)) - Number(isOneOf(LONGEST, a)) || folder(a).localeCompare(folder(b)),
    );
    const waits = (file: TestSpecification) => isOneOf(WAITING, file);
    return spread(
      sorted.filter(waits),
      sorted.filter((file) => !waits(file)),
    );
  }
}

/**
 * A process for each file would load the same modules hundreds of times, which is half of what such a file costs. What files
 * share is code alone: each has its own data and servers, and nothing is mocked.
 */
const SHARED_PROCESS = { isolate: false };

export default defineConfig({
  resolve: {
    // Vite would take graphql's `module` build while Apollo's packages require its `main`: two copies that refuse
    // each other's types. Node itself always takes `main`.
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }],
  },
  test: {
    pool: 'forks',
    // Two cores are what a small machine has; more would only make each slower and its deadlines false.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // A busy machine makes things late, not wrong: what is waited for has its time.
    expect: { poll: { timeout: 30_000 } },
    // A test that fails once in a hundred runs has found something; a second try would hide it.
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          ...SHARED_PROCESS,
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...EXCLUDED, '**/*.int.test.ts', '**/*.e2e.test.ts', '**/*.browser.test.ts'],
          // Some read every file of the project, or try a thousand orders of events.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...SHARED_PROCESS,
          name: 'integration',
          include: ['**/*.int.test.ts'],
          exclude: [...EXCLUDED, ...ONE_PROCESS],
          testTimeout: 60_000,
          // The very first prepares PostgreSQL itself.
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          exclude: [...EXCLUDED, ...ONE_PROCESS, ...OF_TESTS],
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          // Apart from the others, which need Node and npm alone: these need a Chromium.
          name: 'browser',
          include: ['**/*.browser.test.ts'],
          exclude: EXCLUDED,
          // One shop for all tests of its pages.
          globalSetup: ['e2e/browser/support/storefront-setup.ts'],
          testTimeout: 120_000,
          // The very first may have to install the browser.
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
