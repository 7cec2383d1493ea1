import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { inProcessTransport } from '../../subgraphs/in-process-transport.ts';
import type { SubgraphTransport } from '../../subgraphs/subgraph-transport.ts';
import { connectSocket } from '../../testing/socket-client.ts';
import type { ToyRouter } from '../../testing/toy-router.ts';
import type { ToySubgraph, Toys } from '../../testing/toy-shop.ts';
import { SIGNS_IN_LINK, startToyVisits, type ToyVisitsOptions } from '../../testing/toy-visits.ts';

let toy: ToyRouter<Toys>;

afterEach(() => toy?.close());

async function start(options?: ToyVisitsOptions): Promise<ToyRouter<Toys>> {
  toy = await startToyVisits(options);
  return toy;
}

/** Signs one of them in, and asks this of their visit. */
const enter = (visit: string, name = 'aki') =>
  `enter(name: "${name}") { __typename ... on Entered { visit ${visit} } ... on NotLetIn { reason } }`;

const visitOf = (data: { enter: { visit: unknown } }) => data.enter.visit;
const walletCalls = () => toy.shop.asked.filter(({ subgraph }) => subgraph === 'wallet');

describe('what is asked below a sign-in', () => {
  it('is asked by the one who was signed in', async () => {
    const { post } = await start();
    const { data, errors } = await post({
      query: `mutation { ${enter('{ label person { name points asker } }')} }`,
    });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      enter: {
        __typename: 'Entered',
        visit: { label: null, person: { name: 'AKI', points: 100, asker: 'aki' } },
      },
    });
    expect(walletCalls()[0]?.context?.caller).toMatchObject({
      kind: 'user',
      userId: 'aki',
      network: '127.0.0.1',
    });
  });

  it.each(['id', 'name'])('is not looked for in lists that its field does not have (%s)', async (field) => {
    const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    const { post } = await start({
      transport: (subgraph) => {
        const transport = inProcessTransport(subgraph);
        if (subgraph.name !== 'wallet') return transport;
        const entity = { points: 100, friend: deep };
        return { ...transport, execute: async () => ({ data: { _entities: [entity] }, bytes: 40_000 }) };
      },
    });
    const visit = `{ person { points friend { ${field} } } }`;
    const { data, errors } = await post({ query: `mutation { ${enter(visit)} }` });
    expect(visitOf(data)).toEqual({ person: { points: 100, friend: null } });
    expect(errors?.map(({ path }) => path)).toEqual([['enter', 'visit', 'person', 'friend']]);
  });

  it('is asked by each of several for themselves, whoever asks for the operation', async () => {
    const { post, signIn } = await start();
    const { data, errors } = await post(
      {
        query: `mutation {
          one: ${enter('{ person { points asker } }')}
          two: ${enter('{ person { points asker } }', 'ben')}
          again: ${enter('{ person { points asker } }')}
        }`,
      },
      { authorization: await signIn({ userId: 'root' }) },
    );
    expect(errors).toBeUndefined();
    const person = (of: { visit: { person: unknown } }) => of.visit.person;
    expect([person(data.one), person(data.two), person(data.again)]).toEqual([
      { points: 100, asker: 'aki' },
      { points: 100, asker: 'ben' },
      { points: 100, asker: 'aki' },
    ]);
  });

  it('is asked apart where one list holds the visits of several', async () => {
    const { post } = await start();
    const { data, errors } = await post({
      query: 'mutation { enterAll(names: ["aki", "ben"]) { person { points asker friend { asker } } } }',
    });
    expect(errors).toBeUndefined();
    expect(data.enterAll).toEqual([
      { person: { points: 100, asker: 'aki', friend: { asker: 'aki' } } },
      { person: { points: 100, asker: 'ben', friend: { asker: 'ben' } } },
    ]);
    // At the same time: which of them arrives first is nobody's.
    const askedFor = walletCalls().map(({ request }) => request.variables?.representations);
    expect(askedFor).toHaveLength(2);
    expect(askedFor).toContainEqual([{ __typename: 'Person', id: 'aki' }]);
    expect(askedFor).toContainEqual([{ __typename: 'Person', id: 'ben' }]);
  });

  it('is asked by the last who was signed in, where one sign-in stands below another', async () => {
    const { post } = await start();
    const { data, errors } = await post({
      query: `mutation { ${enter('{ person { latest { person { asker } } friend { asker latest { person { asker points } } } } }')} }`,
    });
    expect(errors).toBeUndefined();
    expect(visitOf(data)).toEqual({
      person: {
        latest: { person: { asker: 'aki' } },
        friend: { asker: 'aki', latest: { person: { asker: 'ben', points: 100 } } },
      },
    });
  });

  it('is asked by nobody else over a socket, which stays as it was opened', async () => {
    const { url } = await start();
    const socket = connectSocket(url);
    const signedIn = socket.start(`mutation { ${enter('{ person { points asker } }')} }`);
    await expect.poll(signedIn.completed).toBe(true);
    expect(signedIn.events).toMatchObject([
      { data: { enter: { __typename: 'Entered', visit: { person: { points: 100, asker: 'aki' } } } } },
    ]);
    const next = socket.start('{ whoAsks guest(id: "aki") { asker } }');
    await expect.poll(next.completed).toBe(true);
    expect(next.events).toMatchObject([{ data: { whoAsks: 'anonymous', guest: { asker: 'anonymous' } } }]);
    await socket.dispose();
  });

  it.each([
    [
      'named fragments',
      `mutation { enter(name: "aki") { ...Of } }
       fragment Of on EnterResult { ...Ok }
       fragment Ok on Entered { visit { ...V } }
       fragment V on Visit { person { points } }`,
    ],
    [
      'interfaces',
      `mutation { enter(name: "aki") { ... on Outcome { visit { label ... on Visit { person { points } } } } } }`,
    ],
    [
      'conditions that hold',
      `mutation ($yes: Boolean = true) {
        enter(name: "aki") { ... on Entered @include(if: $yes) { visit @include(if: $yes) { person @skip(if: false) { points } } } }
      }`,
    ],
  ])('is found through %s', async (_, query) => {
    const { post } = await start();
    const { data, errors } = await post({ query });
    expect(errors).toBeUndefined();
    expect(visitOf(data)).toMatchObject({ person: { points: 100 } });
  });

  it('is not there when the sign-in is left out, or is refused, and the rest is', async () => {
    const { post } = await start();
    const { data, errors } = await post({
      query: `mutation ($no: Boolean!) {
        skipped: enter(name: "aki") { __typename ... on Entered { visit @include(if: $no) { person { points } } } }
        refused: ${enter('{ person { points } }', 'nobody')}
        good: ${enter('{ person { points } }')}
      }`,
      variables: { no: false },
    });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      skipped: { __typename: 'Entered' },
      refused: { __typename: 'NotLetIn', reason: 'unknown' },
      good: { __typename: 'Entered', visit: { person: { points: 100 } } },
    });
  });

  it('is there when another part of the mutation fails', async () => {
    const { post } = await start();
    const { data, errors } = await post({
      query: `mutation { ${enter('{ pass person { points } }')} leave }`,
    });
    expect(errors).toMatchObject([{ path: ['leave'], extensions: { code: 'OVERLOADED' } }]);
    expect(data.leave).toBeNull();
    expect(visitOf(data)).toEqual({ pass: expect.any(String), person: { points: 100 } });
  });
});

describe('the one who was signed in', () => {
  it('is named to nobody: what was not asked for is not in the answer, nor is the token in the log', async () => {
    const passes: string[] = [];
    const { post, log } = await start({
      signPass: async ({ signAccess }, claims) => {
        const pass = await signAccess(claims);
        passes.push(pass);
        return pass;
      },
    });
    const { data } = await post({ query: `mutation { ${enter('{ person { points } }')} }` });
    expect(Object.keys(visitOf(data) as object)).toEqual(['person']);
    expect(passes).toHaveLength(1);
    expect(log.some((line) => line.includes(passes[0]!))).toBe(false);
  });

  it('counts as one who has written', async () => {
    const marked: string[] = [];
    const { post } = await start({
      env: { READ_REPLICAS: 'on' },
      writeMarks: { mark: async (userId) => void marked.push(userId), isMarked: async () => false },
    });
    await post({ query: `mutation { ${enter('{ label }')} }` });
    expect(marked).toEqual(['aki']);
    await post({ query: '{ guest(id: "aki") { asker } }' });
    expect(marked).toEqual(['aki']);
  });
});

describe('rights below a sign-in', () => {
  const VISIT = '{ person { card audit file } }';

  it('are those of who was signed in, judged in the place', async () => {
    const { post } = await start();
    const { data, errors, status } = await post({ query: `mutation { ${enter(VISIT)} }` });
    expect(status).toBe(200);
    expect(visitOf(data)).toEqual({ person: { card: 'card of aki', audit: null, file: null } });
    expect(errors).toMatchObject([
      {
        path: ['enter', 'visit', 'person', 'audit'],
        extensions: { code: 'FORBIDDEN', coordinate: 'Person.audit', requiredScopes: [['payments:read']] },
      },
      {
        path: ['enter', 'visit', 'person', 'file'],
        extensions: { code: 'FORBIDDEN', coordinate: 'Person.file' },
      },
    ]);
  });

  it('are all that they have', async () => {
    const { post } = await start();
    const { data, errors } = await post({ query: `mutation { ${enter(VISIT, 'root')} }` });
    expect(errors).toBeUndefined();
    expect(visitOf(data)).toEqual({
      person: { card: 'card of root', audit: 'audit of root', file: 'file of root' },
    });
  });

  it('are not those of who asked for the sign-in', async () => {
    const { post, signIn } = await start();
    const authorization = await signIn({ userId: 'root', scopes: ['payments:read', 'people:manage'] });
    const { data, codes } = await post({ query: `mutation { ${enter(VISIT)} }` }, { authorization });
    expect(visitOf(data)).toMatchObject({ person: { audit: null, file: null } });
    expect(codes).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  it('open nothing beside it', async () => {
    const { post, shop } = await start();
    const { status, codes } = await post({ query: '{ guest(id: "aki") { card } }' });
    expect([status, codes]).toEqual([401, ['UNAUTHENTICATED']]);
    expect(shop.asked).toEqual([]);
  });

  it('are asked before anything is executed where the executor cannot judge them in their place', async () => {
    const { post, shop } = await start({ env: { ROUTER_EXECUTOR: 'gateway' } });
    const { status, codes } = await post({ query: `mutation { ${enter(VISIT)} }` });
    expect([status, codes]).toEqual([401, ['UNAUTHENTICATED']]);
    expect(shop.asked).toEqual([]);
  });
});

describe('a token is not believed', () => {
  it.each([
    ['signedIn', 'signedIn_'],
    ['signedIn_', 'signedIn'],
  ])('where a client calls another field as the router calls it: %s', async (one, two) => {
    const { post, signIn } = await start();
    const stolen = (await signIn({ userId: 'ben' })).replace('Bearer ', '');
    const { data, errors } = await post({
      query: `mutation ($stolen: String!) {
        enter(name: "aki", label: $stolen) { ... on Entered { visit { ${one}: label ${two}: label person { asker } } } }
        pretend(pass: $stolen) { ${one}: pass ${two}: pass person { asker } }
      }`,
      variables: { stolen },
    });
    expect(errors).toBeUndefined();
    expect(visitOf(data)).toEqual({ [one]: stolen, [two]: stolen, person: { asker: 'aki' } });
    expect(data.pretend).toEqual({ [one]: stolen, [two]: stolen, person: { asker: 'anonymous' } });
  });

  it('where another domain answers it, asked or not', async () => {
    let stolen = '';
    const { post, signIn } = await start({ transport: (subgraph) => claiming(subgraph, () => stolen) });
    stolen = (await signIn({ userId: 'ben' })).replace('Bearer ', '');
    const { data, errors } = await post({
      query: `mutation { ${enter('{ person { asker friend { asker } } }')} pretend { person { asker } } }`,
    });
    expect(errors).toBeUndefined();
    expect(visitOf(data)).toEqual({ person: { asker: 'aki', friend: { asker: 'aki' } } });
    expect(data.pretend).toEqual({ person: { asker: 'anonymous' } });
  });

  it.each<[string, NonNullable<ToyVisitsOptions['signPass']>]>([
    [
      'that another key signed',
      async ({ signAccess }, claims) => signAccess({ ...claims, keys: await createIdentityKeys() }),
    ],
    ['that has ended', ({ signAccess }, claims) => signAccess({ ...claims, ttlSeconds: -1 })],
    [
      'that is for somebody else',
      ({ signAccess }, claims) => signAccess({ ...claims, audience: 'elsewhere' }),
    ],
    ['that is no token', async () => 'welcome'],
    ['that is empty', async () => ''],
  ])('%s: nobody asks below it, and the rest is answered', async (_, signPass) => {
    const { post } = await start({ signPass });
    const { data, errors } = await post({
      query: `mutation { ${enter('{ label person { name card friend { asker } } }')} }`,
    });
    expect(visitOf(data)).toEqual({ label: null, person: { name: 'AKI', card: null, friend: null } });
    for (const error of errors!)
      expect(['UNAUTHENTICATED', 'TOKEN_EXPIRED']).toContain(error.extensions.code);
    expect(errors!.map(({ path }) => path?.at(-1)).sort()).toEqual(['card', 'friend']);
    expect(walletCalls()).toEqual([]);
  });

  it('of a session that has ended', async () => {
    const { post, revoked } = await start();
    revoked.add('ses_aki');
    const { data, codes } = await post({
      query: `mutation { ${enter('{ person { name friend { asker } } }')} }`,
    });
    expect(visitOf(data)).toEqual({ person: { name: 'AKI', friend: null } });
    expect(codes).toEqual(['UNAUTHENTICATED']);
    expect(walletCalls()).toEqual([]);
  });

  it('where nobody is said to issue tokens', async () => {
    const { post } = await start({ tokenIssuer: undefined as never });
    const { data, codes } = await post({ query: `mutation { ${enter('{ person { asker } }')} }` });
    expect(codes).toEqual([]);
    expect(visitOf(data)).toEqual({ person: { asker: 'anonymous' } });
  });
});

describe('a graph is refused', () => {
  it.each<[string, NonNullable<ToyVisitsOptions['edit']>, RegExp]>([
    [
      'in which another domain says who was signed in',
      (name, sdl) =>
        name === 'rogue'
          ? `${sdl.replace('type Claim', 'type Claim @signsIn(token: "pass")')}${SIGNS_IN_LINK}`
          : sdl,
      /^Claim has @signsIn .* ROGUE: only PEOPLE/,
    ],
    [
      'in which another domain shares the type that says so',
      (name, sdl) =>
        name === 'rogue'
          ? `${sdl} type Visit { label: String @shareable }`
          : sdl.replace('pass: String! label: String', 'pass: String! label: String @federation__shareable'),
      /^Visit has @signsIn .* ROGUE: only PEOPLE/,
    ],
    [
      'in which there is no such token',
      (_, sdl) => sdl.replace('token: "pass"', 'token: "ticket"'),
      /^Visit has @signsIn\(token: "ticket"\)/,
    ],
  ])('%s', async (_, edit, message) => {
    await expect(startToyVisits({ edit })).rejects.toMatchObject({
      code: 'SECURITY_FEATURE_NOT_ENFORCED',
      message: expect.stringMatching(message),
    });
  });
});

/** A domain that puts a token under the router's own key into whatever it answers. */
function claiming(subgraph: ToySubgraph, token: () => string): SubgraphTransport {
  const transport = inProcessTransport(subgraph);
  if (subgraph.name === 'people') return transport;
  return {
    ...transport,
    execute: async (...asked) => {
      const answer = await transport.execute(...asked);
      return { ...answer, data: withClaims(answer.data, token()) as Record<string, unknown> };
    },
  };
}

function withClaims(value: unknown, token: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withClaims(item, token));
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, withClaims(part, token)]);
  return { ...Object.fromEntries(parts), signedIn: token, signedIn_: token };
}
