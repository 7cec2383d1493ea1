import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePorts } from '@depachika/local-servers/free-ports.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { type PreparedShop, prepareShop } from './support/prepared-shop.ts';
import { type Answer, shopClient } from './support/shop-client.ts';
import { copySource, type SourceCopy } from './support/source/source-copy.ts';

const RESOLVERS = 'subgraphs/delivery/graphql/slot-resolvers.ts';
const SDL = 'subgraphs/delivery/schema.graphql';
const ALL_ZONES = 'deliveryZones: () => ';
const NO_ZONE = 'deliveryZones: () => [] ?? ';
const NAME = 'nameEn: String!';

let source: SourceCopy;
let data: PreparedShop;
let dev: ChildProcess;
let output = '';
let ask: (query: string) => Promise<Answer>;

beforeAll(async () => {
  source = await copySource();
  data = await prepareShop({ embedded: true });
  const port = await freePorts()();
  ask = (query) => shopClient(() => `http://127.0.0.1:${port}/graphql`).graphql(query);
  dev = spawn(process.execPath, [join(source.folder, 'commands/develop/dev.ts')], {
    cwd: source.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: '',
      DATABASE_URL: '',
      DATA_DIR: data.folder,
      PORT: String(port),
      SUBGRAPH_PORTS: 'off',
      DEMO_DATA: 'off',
    },
  });
  for (const stream of [dev.stdout!, dev.stderr!])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  await told('Ctrl-C stops it.');
});
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.error(`npm run dev printed:\n${output}`);
});
afterAll(async () => {
  const ended = new Promise((resolve) => dev.once('exit', resolve));
  dev.kill('SIGINT');
  expect(await ended).toBe(0);
  await data.remove();
  await source.remove();
});

describe('npm run dev', () => {
  it('takes over a resolver when it is saved', async () => {
    expect((await zones()).length).toBeGreaterThan(1);
    await source.edit(RESOLVERS, { from: ALL_ZONES, to: NO_ZONE });
    await eventually(zones, (found) => found.length === 0);
    expect(output).toContain(`Saved ${RESOLVERS}`);
  });

  it('outlives code that does not load, and goes on with the next save', async () => {
    await source.edit(RESOLVERS, { from: NO_ZONE, to: `${NO_ZONE} )` });
    await told('It does not start. Waiting for the next save.');
    expect(output).toContain('SyntaxError');
    await source.edit(RESOLVERS, { from: `${NO_ZONE} )`, to: ALL_ZONES });
    await eventually(zones, (found) => found.length > 1);
  });

  it('composes the graph anew when SDL is saved, with the types of its resolvers', async () => {
    await source.edit(SDL, { from: NAME, to: `${NAME}\n  "Of a test."\n  motto: String` });
    await eventually(
      () => ask('{ deliveryZones { motto } }'),
      ({ data: found }) => found?.deliveryZones[0]?.motto === null,
    );
    expect(output).toMatch(/Generated resolver types of delivery\n.*Composed schema\/supergraph.graphql/);
  });

  it('leaves the shop as it was while SDL is wrong', async () => {
    await source.edit(SDL, { from: 'motto: String', to: 'motto:' });
    await told('The shop goes on as it was. Waiting for the next save.');
    expect((await zones()).length).toBeGreaterThan(1);
  });
});

async function zones(): Promise<readonly unknown[]> {
  return (await ask('{ deliveryZones { code } }')).data.deliveryZones;
}

async function told(text: string): Promise<void> {
  await eventually(
    async () => output,
    (said) => said.includes(text) || dev.exitCode !== null,
  );
  expect(output).toContain(text);
}
