import { describe, expect, it } from 'vitest';
import {
  consoleOutput,
  environmentReads,
  impurities,
  normalizations,
  passingFormats,
  strayMakers,
} from './restricted-calls.ts';
import { parsed } from './source-files.ts';

const PLACE = 'packages/cache/cache.ts';

describe('a read of the environment', () => {
  it.each([
    'const a = process.env.HOME;',
    "const a = process['env'].HOME;",
    'const a = globalThis.process.env;',
    'const { env } = process;',
    "import { env } from 'node:process';",
    'call({ ...process.env });',
  ])('is found in %j', (code) => {
    expect(environmentReads(parsed(PLACE, code))).toEqual([`${PLACE}:1`]);
  });

  it.each(['const a = options.env.HOME;', "const text = 'process.env';", 'process.exit(1);'])(
    'is not %j',
    (code) => {
      expect(environmentReads(parsed(PLACE, code))).toEqual([]);
    },
  );

  it.each([
    'subgraphs/orders/config.ts',
    'router/distributed-config.ts',
    'vitest.config.ts',
    'commands/operate/dlq.ts',
    'bootstrap.mjs',
    'packages/cache/redis-cache.int.test.ts',
    'packages/testing/database.ts',
    'e2e/support/shop.ts',
  ])('may stand in %s', (path) => {
    expect(environmentReads(parsed(path, 'const a = process.env.HOME;'))).toEqual([]);
  });

  it.each(['start.ts', 'subgraphs/orders/main.ts', 'topology/distributed/start.ts', 'bench/bench.ts'])(
    'may not stand in %s',
    (path) => {
      expect(environmentReads(parsed(path, 'const a = process.env.HOME;'))).toHaveLength(1);
    },
  );
});

describe('output past the logger', () => {
  it.each(["console.log('a');", "console.error('a');", "process.stdout.write('a');"])('is %j', (code) => {
    expect(consoleOutput(parsed('subgraphs/orders/orders.ts', code))).toHaveLength(1);
    expect(consoleOutput(parsed('router/router.ts', code))).toHaveLength(1);
    expect(consoleOutput(parsed(PLACE, code))).toHaveLength(1);
  });

  it('is what commands, and the tools of commands, are for', () => {
    const code = "console.log('a');";
    expect(consoleOutput(parsed('commands/operate/dlq.ts', code))).toEqual([]);
    expect(consoleOutput(parsed('packages/codegen/tasks.ts', code))).toEqual([]);
  });

  it('is not a question about the terminal', () => {
    expect(consoleOutput(parsed('router/main.ts', 'const pretty = process.stdout.isTTY;'))).toEqual([]);
  });
});

describe('a rule', () => {
  it.each([
    'const at = Date.now();',
    'const at = new Date();',
    'const chance = Math.random();',
    'const at = performance.now();',
    'const mode = process.argv;',
    "console.log('a');",
    "fetch('a');",
    'setTimeout(run, 5);',
    "import { randomUUID } from 'node:crypto';",
    'const found = await load();',
  ])('is not pure with %j', (code) => {
    expect(impurities(parsed('subgraphs/orders/order/order-status.ts', code))).toHaveLength(1);
    expect(impurities(parsed('subgraphs/orders/order/order-store.ts', code))).toEqual([]);
  });

  it.each([
    'const at = new Date(ms);',
    "import { createHash } from 'node:crypto';",
    'const most = Math.max(1, 2);',
  ])('is pure with %j', (code) => {
    expect(impurities(parsed('subgraphs/orders/order/order-status.ts', code))).toEqual([]);
  });
});

it('counts where text is brought to one Unicode form', () => {
  const code = "const a = text.normalize('NFKC');\nconst b = input.name.normalize('NFC');";
  expect(normalizations(parsed(PLACE, code))).toEqual([`${PLACE}:1`, `${PLACE}:2`]);
});

it('finds formatters that are made for one call', () => {
  const code =
    "const a = count.toLocaleString('en');\nconst b = at.toLocaleTimeString('ja');\nconst c = at.toString();";
  expect(passingFormats(parsed('web/app/parts/money.ts', code))).toEqual([
    'web/app/parts/money.ts:1',
    'web/app/parts/money.ts:2',
  ]);
  expect(passingFormats(parsed('bench/table.ts', code))).toEqual([]);
});

describe('what is made in one place', () => {
  it.each([
    ["const shown = new PublicError('x');", 'router/operation/public-errors.ts'],
    ['const app = Fastify({ bodyLimit: 1 });', 'packages/graphql/http/guarded-server.ts'],
    ["const days = new Intl.DateTimeFormat('sv-SE');", 'web/app/parts/times.ts'],
  ])('is made nowhere else: %j', (code, place) => {
    expect(strayMakers(parsed(place, code))).toEqual([]);
    expect(strayMakers(parsed('router/http/http-server.ts', code))).toEqual(['router/http/http-server.ts:1']);
  });

  it('is not what only bears the name of something that all objects have', () => {
    expect(strayMakers(parsed('router/http/http-server.ts', 'valueOf(1); new constructor();'))).toEqual([]);
  });
});
