import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { READY_PATH } from '@depachika/schema/paths.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Environment } from '../../config.ts';
import { type Answer, startToyRouter, type ToyRouter } from '../../testing/toy-router.ts';
import { httpTransport } from '../http/http-transport.ts';
import { inProcessTransport } from '../in-process-transport.ts';

// Inventory behind a socket that misbehaves; the other domains of the toy shop answer in the process.

const PAGE = '{ me stockOf(id: "p1") { available } }';
const ENTITY = '{ me product(id: "p1") { name } stockOf(id: "p1") { available } }';
const WHOLE = { me: 'anonymous', stockOf: { available: 7 } };
const PARTIAL = { me: 'anonymous', stockOf: null };
/** A circuit that opens at the third failure and is not tried again within a test. */
const STAYS_OPEN = { CIRCUIT_MINIMUM_CALLS: '3', CIRCUIT_OPEN_MS: '600000' };

/** For inventory where it is silent: where it answers, a busy machine must not be taken for that. */
const SHORT = { READ_BUDGETS_MS: 'inventory=1000' };
const PATIENCE = { timeout: 30_000 };

let close: (() => Promise<unknown>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

interface Inventory {
  readonly toy: ToyRouter;
  /** Questions that reached inventory, without those for its health. */
  asked(): number;
  /** What its port does from now on. */
  become(behaviour: Behaviour): void;
}

interface Behaviour {
  readonly graphql: RequestListener;
  readonly ready: RequestListener;
}

const answering = (status: number, body: unknown): RequestListener => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  return (_, response) => void response.writeHead(status, { 'content-type': type }).end(text);
};
const NEVER: RequestListener = () => undefined;
const READY = answering(200, { status: 'ready' });
const LATER = answering(503, { status: 'waiting' });
const WELL: Behaviour = { graphql: answering(200, { data: { stockOf: { available: 7 } } }), ready: READY };
const FROZEN: Behaviour = { graphql: NEVER, ready: NEVER };

async function start(first: Behaviour, env: Environment = {}): Promise<Inventory> {
  let behaviour = first;
  let asked = 0;
  const server = createServer((request, response) => {
    const isHealth = request.url === READY_PATH;
    if (!isHealth) asked += 1;
    request.resume();
    (isHealth ? behaviour.ready : behaviour.graphql)(request, response);
  });
  const url = await listening(server);
  const toy = await startToyRouter({
    env,
    transport: (subgraph) =>
      subgraph.name === 'inventory' ? httpTransport({ url }) : inProcessTransport(subgraph),
  });
  close = async () => {
    await toy.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { toy, asked: () => asked, become };

  function become(next: Behaviour): void {
    behaviour = next;
  }
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

/** @returns the state of inventory's circuit as the health page tells it */
async function circuit({ toy }: Inventory): Promise<string> {
  const response = await fetch(new URL(READY_PATH, toy.url));
  const { circuits } = (await response.json()) as { circuits?: Record<string, string> };
  return circuits?.inventory ?? 'closed';
}

/** What the log says of domains that are not asked any more. */
function opened({ toy }: Inventory): { msg: string }[] {
  return toy.log.map((line) => JSON.parse(line)).filter(({ msg }) => /not asked for the moment/.test(msg));
}

/** At once, and each in its own words: the same question is asked once. */
function ask({ toy }: Inventory, times: number, query = PAGE): Promise<Answer[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => toy.post({ query: `${query} # ${index}` })));
}

describe('a domain that is away costs its own part of a page alone', () => {
  it.each<[string, Behaviour]>([
    ['is silent', FROZEN],
    ['breaks the connection', { graphql: (request) => void request.socket.destroy(), ready: LATER }],
    ['answers 500 without a GraphQL answer', { graphql: answering(500, '<h1>Oops</h1>'), ready: READY }],
    ['answers 503 while it starts', { graphql: answering(503, '<h1>Later</h1>'), ready: LATER }],
  ])('when it %s: with the path and the code, and soon without being asked', async (_, behaviour) => {
    const env = behaviour === FROZEN ? SHORT : {};
    const inventory = await start(behaviour, { ...STAYS_OPEN, ...env });
    for (const { status, data, errors } of await ask(inventory, 3)) {
      expect([status, data]).toEqual([200, PARTIAL]);
      expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
        [['stockOf'], 'SUBGRAPH_UNAVAILABLE'],
      ]);
      expect(errors?.[0]?.extensions.requestId).toMatch(/^req_/);
    }
    await vi.waitFor(() => expect(opened(inventory)).toMatchObject([{ subgraph: 'inventory' }]), PATIENCE);
    expect(await circuit(inventory)).toBe('open');
    const [refused] = await ask(inventory, 1, ENTITY);
    expect(refused?.data).toEqual({ ...PARTIAL, product: { name: 'Product p1' } });
    expect(refused?.errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['stockOf'], expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE', retryAfterSeconds: 600 })],
    ]);
    expect(inventory.asked()).toBe(3);
    expect(opened(inventory)).toHaveLength(1);
  });

  it('and is asked again by itself, until it answers', async () => {
    const inventory = await start(FROZEN, {
      CIRCUIT_MINIMUM_CALLS: '3',
      CIRCUIT_OPEN_MS: '1',
      ...SHORT,
    });
    await ask(inventory, 3);
    await vi.waitFor(() => expect(opened(inventory)).toHaveLength(1), PATIENCE);
    inventory.become(WELL);
    await vi.waitFor(async () => expect((await ask(inventory, 1))[0]?.data).toEqual(WHOLE), PATIENCE);
    expect(await circuit(inventory)).toBe('closed');
    for (const { data, errors } of await ask(inventory, 3))
      expect([data, errors]).toEqual([WHOLE, undefined]);
  });
});

describe('a domain that is well', () => {
  it('is asked by everybody though somebody asks it for more than it can answer in time', async () => {
    const inventory = await start({ graphql: NEVER, ready: READY }, { ...STAYS_OPEN, ...SHORT });
    for (const { codes } of await ask(inventory, 6)) expect(codes).toEqual(['SUBGRAPH_UNAVAILABLE']);
    inventory.become(WELL);
    expect((await ask(inventory, 1))[0]?.data).toEqual(WHOLE);
    expect(inventory.asked()).toBe(7);
  });

  it('is asked though it answers with errors', async () => {
    const failing = { errors: [{ message: 'no database', extensions: { code: 'SERVICE_UNAVAILABLE' } }] };
    const inventory = await start({ graphql: answering(500, failing), ready: LATER }, STAYS_OPEN);
    for (const { codes } of await ask(inventory, 6)) expect(codes).toEqual(['SERVICE_UNAVAILABLE']);
    expect(inventory.asked()).toBe(6);
    expect(await circuit(inventory)).toBe('closed');
  });
});

describe('a change', () => {
  it('is refused before it is sent while its domain is not asked, and is never sent twice', async () => {
    let sent = 0;
    const toy = await startToyRouter({
      env: STAYS_OPEN,
      transport: (subgraph) => ({
        ...inProcessTransport(subgraph),
        async execute() {
          sent += 1;
          throw new Error('connect ECONNREFUSED 10.0.0.7:9101');
        },
      }),
    });
    close = () => toy.close();
    const authorization = await toy.signIn({ scopes: ['catalog:write'], roles: ['STAFF'] });
    const query = 'mutation { rename(id: "p1", name: "x") { id } }';
    for (let done = 0; done < 3; done += 1) await toy.post({ query }, { authorization });
    expect(sent).toBe(3);
    const { data, errors } = await toy.post({ query }, { authorization });
    expect(data).toBeNull();
    expect(
      errors?.map(({ path, extensions }) => [path, extensions.code, extensions.retryAfterSeconds]),
    ).toEqual([[['rename'], 'SUBGRAPH_UNAVAILABLE', 600]]);
    expect(sent).toBe(3);
  });
});
