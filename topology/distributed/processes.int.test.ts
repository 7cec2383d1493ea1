import { fileURLToPath } from 'node:url';
import { systemClock as clock } from '@depachika/clock/clock.ts';
import { freePorts } from '@depachika/local-servers/free-ports.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PlannedProcess, planProcesses } from './plan.ts';
import { makeServiceFolders, writeDatabaseUrl } from './service-folders.ts';
import { type LogLine, type Supervisor, supervise } from './supervisor.ts';
import { type EmptyPlace, emptyPlace } from './testing/empty-place.ts';

/** One object, asked for outside production. */
const COST = { cost: { cost: 1, limit: 6_000 } };

const server = process.env.TEST_DATABASE_URL;
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const RUN = ['users', 'users-2', 'router'];

describe.runIf(server)('users twice and the router as processes (TEST_DATABASE_URL)', () => {
  let place: EmptyPlace;
  let processes: PlannedProcess[];
  let running: Supervisor;
  const lines: LogLine[] = [];
  const exits: { process: string; code: number | null; signal: string | null }[] = [];
  const urlOf = (name: string) =>
    `http://127.0.0.1:${processes.find((planned) => planned.name === name)!.httpPort}`;

  beforeAll(async () => {
    place = await emptyPlace(server!, process.env.TEST_PGBOUNCER_URL);
    const services = [
      'products',
      'orders',
      'users',
      'payments',
      'inventory',
      'delivery',
      'analytics',
      'notifications',
      'web',
      'router',
    ];
    await makeServiceFolders({ folder: place.folder, services, clock });
    const planned = await planProcesses({
      replicas: { users: 2 },
      folder: place.folder,
      port: freePorts(),
      routerPort: 0,
      testControls: false,
      common: {
        DATABASE_URL: '',
        REDIS_URL: process.env.TEST_REDIS_URL ?? '',
        KAFKA_BROKERS: '',
        LOG_LEVEL: 'info',
        NODE_ENV: 'test',
      },
    });
    processes = planned.filter(({ name }) => RUN.includes(name));
    // Before there is anything to work on: an address whose schema nobody has made yet.
    await writeDatabaseUrl(place.folder, 'users', place.adminUrl);
    running = supervise({
      processes,
      cwd: PROJECT,
      environment: () => ({}),
      onLine: (line) => lines.push(line),
      onExit: ({ process: name, code, signal }) => exits.push({ process: name, code, signal }),
    });
  });
  afterAll(async () => {
    await running.stop();
    await place.remove();
  });

  const said = (process: string, text: RegExp) => () =>
    expect(lines.some((line) => line.process === process && text.test(line.text))).toBe(true);
  const status = async (url: string) => (await fetch(url)).status;

  async function ask(query: string, options: { token?: string; requestId?: string } = {}) {
    const answer = await fetch(`${urlOf('router')}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
        ...(options.requestId ? { 'x-request-id': options.requestId } : {}),
      },
      body: JSON.stringify({ query }),
    });
    return (await answer.json()) as {
      data?: Record<string, unknown>;
      errors?: { extensions: { code: string } }[];
    };
  }

  async function register(email: string): Promise<string> {
    const { data } =
      await ask(`mutation { register(input: { email: "${email}", password: "long enough 12", name: "花" }) {
      __typename ... on RegisterSuccess { session { accessToken } } } }`);
    return (data as { register: { session: { accessToken: string } } }).register.session.accessToken;
  }

  it('wait for their schema and say so, alive but not ready, and go on when it is there', async () => {
    await vi.waitFor(said('users', /Waiting for the schema of users .*run the migrations/), 30_000);
    expect(await status(`${urlOf('users')}/health/live`)).toBe(200);
    expect(await status(`${urlOf('users')}/health/ready`)).toBe(503);
    expect(await status(`${urlOf('users')}/.well-known/jwks.json`)).toBe(503);
    await place.prepare();
    await running.ready;
    expect(await status(`${urlOf('users')}/health/ready`)).toBe(200);
  });

  it('answer through the router, which is ready without the others, and tells which', async () => {
    const token = await register('hana@example.com');
    expect(await ask('{ me { email } }', { token })).toEqual({
      data: { me: { email: 'hana@example.com' } },
      extensions: COST,
    });
    const ready = await fetch(`${urlOf('router')}/health/ready`);
    expect(ready.status).toBe(200);
    expect(((await ready.json()) as { degraded: string[] }).degraded.sort()).toEqual([
      'analytics',
      'delivery',
      'inventory',
      'notifications',
      'orders',
      'payments',
      'products',
    ]);
  });

  it("carry a request's id into the log of the service that answered", async () => {
    const token = await register('id@example.com');
    await ask('{ me { id } }', { token, requestId: 'req-of-a-client' });
    await vi.waitFor(() =>
      expect(lines.some(({ entry }) => entry?.requestId === 'req-of-a-client')).toBe(true),
    );
  });

  it('tell Prometheus what they did', async () => {
    const metrics = await (await fetch(`${urlOf('users')}/metrics`)).text();
    for (const name of [
      'depachika_outbox_events',
      'depachika_database_connections',
      'depachika_graphql_duration_seconds_count',
    ])
      expect(metrics).toContain(name);
    const end = /^depachika_certificate_end_timestamp_seconds\{service="users"\} (\S+)$/m.exec(metrics)?.[1];
    expect(Number(end) * 1_000).toBeGreaterThan(Date.now());
    expect(await status(`${urlOf('router')}/metrics`)).toBe(404);
  });

  it('go on through the other replica when one is killed, and start it again', async () => {
    const token = await register('replica@example.com');
    process.kill(running.pids().users!, 'SIGKILL');
    for (let request = 0; request < 6; request += 1) {
      expect(await ask('{ me { email } }', { token })).toEqual({
        data: { me: { email: 'replica@example.com' } },
        extensions: COST,
      });
    }
    await vi.waitFor(async () => expect(await status(`${urlOf('users')}/health/ready`)).toBe(200), 30_000);
    expect(exits).toEqual([{ process: 'users', code: null, signal: 'SIGKILL' }]);
  });

  it('finish and end with 0 when they are told to stop', async () => {
    exits.length = 0;
    const token = await register('drain@example.com');
    const inFlight = Array.from({ length: 10 }, () => ask('{ me { email } }', { token }));
    await Promise.all(inFlight);
    await running.stop();
    expect(exits.map(({ process: name, code }) => [name, code]).sort()).toEqual(
      RUN.map((name) => [name, 0]).sort(),
    );
  });
});
