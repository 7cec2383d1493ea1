import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startToyAlbum, type ToyAlbum } from '../../testing/toy-album.ts';
import { type Answer, startToyRouter, type ToyRouter } from '../../testing/toy-router.ts';
import { memoryTexts, type RememberedTexts } from './remembered-texts.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const apollo = (hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } });

const ME = 'query Me { me }';
const SHELF = 'query Shelf($first: Int = 1) { products(first: $first) { id name } }';
const RENAME = 'mutation Rename { rename(id: "p1", name: "x") { id } }';
const FOLLOW = 'subscription Follow { orderStatusChanged(orderId: "o1") { status } }';
const UNLISTED = 'query Other { me again: me }';
const LISTED = [ME, SHELF, RENAME, FOLLOW].map((text) => ({
  ids: [/\w+ (\w+)/.exec(text)![1]!, sha256(text)],
  text,
  place: 'the test',
}));

let folder: string;
/** Lets in what is listed alone, and shares texts with {@link open}. */
let strict: ToyRouter;
/** Lets in everything. */
let open: ToyRouter;
let texts: RememberedTexts & { readonly kept: string[] };
let authorization: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'depachika-persisted-'));
  texts = countedTexts();
  const shared = { listedOperations: LISTED, rememberedTexts: texts };
  [strict, open] = await Promise.all([
    startToyRouter({ ...shared, env: { NODE_ENV: 'production', PERSISTED_OPERATIONS: 'enforce' } }),
    startToyRouter(shared),
  ]);
  authorization = await strict.signIn({ scopes: ['catalog:write'] });
});
afterAll(async () => {
  await Promise.all([strict.close(), open.close()]);
  rmSync(folder, { recursive: true });
});

function countedTexts(): typeof texts {
  const memory = memoryTexts();
  const kept: string[] = [];
  const keep = async (hash: string, text: string) => {
    kept.push(text);
    await memory.keep(hash, text);
  };
  return { ...memory, keep, kept };
}

const told = ({ status, codes, data }: Answer) => [status, codes[0] ?? Object.keys(data)[0]];

async function get(url: string, parameters: Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}?${new URLSearchParams(parameters)}`, {
    headers: { accept: 'application/json', ...headers },
  });
  const { data, errors } = (await answer.json()) as {
    data?: object;
    errors?: { extensions: { code: string } }[];
  };
  return [answer.status, errors?.[0]?.extensions.code ?? data];
}

/** One answer of each transport. @param called what stands for the text */
const ROADS: [string, (toy: ToyRouter, called: Record<string, unknown>) => Promise<unknown>][] = [
  ['POST', async (toy, called) => (await toy.post(called)).data ?? (await toy.post(called)).codes],
  [
    'GET',
    async (toy, called) => {
      const parameters = Object.entries(called).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]);
      const [, outcome] = await get(toy.url, Object.fromEntries(parameters));
      return typeof outcome === 'string' ? [outcome] : outcome;
    },
  ],
  [
    'a socket',
    async (toy, called) => {
      const url = toy.url.replace('http', 'ws');
      const client = createSocketClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
      const { promise, resolve } = Promise.withResolvers<unknown>();
      client.subscribe({ query: '', ...called } as never, {
        next: ({ data }) => resolve(data),
        error: (errors) => resolve((errors as { extensions: { code: string } }[]).map(codeOf)),
        complete: () => undefined,
      });
      return promise.finally(() => client.dispose());
    },
  ],
  ['a stream', (toy, called) => firstEvent(toy.url, called, false)],
  ['a stream for all', (toy, called) => firstEvent(`${toy.url}/stream`, called, true)],
  [
    'parts',
    async (toy, called) => {
      const answer = await fetch(toy.url, {
        method: 'POST',
        headers: {
          accept: 'multipart/mixed;subscriptionSpec=1.0',
          'content-type': 'application/json',
        },
        body: JSON.stringify(called),
      });
      const [, json] = /\{"payload":(\{.*\})\}/.exec(await answer.text())!;
      const { data, errors } = JSON.parse(json!) as { data?: object; errors?: never[] };
      return errors?.map(codeOf) ?? data;
    },
  ],
];

const codeOf = ({ extensions }: { extensions: { code: string } }) => extensions.code;

async function firstEvent(url: string, called: Record<string, unknown>, singleConnection: boolean) {
  const client = createSseClient({ url, singleConnection, retryAttempts: 0 } as never);
  try {
    for await (const { data, errors } of client.iterate({ query: '', ...called } as never))
      return errors?.map((error) => codeOf(error as never)) ?? data;
  } finally {
    client.dispose();
  }
  return undefined;
}

describe.each(ROADS)('over %s', (road, ask) => {
  it.each([
    ['the hash that Apollo sends', apollo(sha256(SHELF))],
    ['a document id', { documentId: `sha256:${sha256(SHELF)}` }],
    ['the id that Relay sends', { doc_id: 'Shelf' }],
    ['its text', { query: SHELF }],
    ['its text as another client prints it', { query: SHELF.replace('name', 'name\n  __typename') }],
  ])('a listed operation runs by %s, where no other may', async (_, called) => {
    const answer = await ask(strict, { ...called, variables: { first: 1 } });
    expect(answer).toMatchObject({ products: [{ id: 'p0', name: 'Product p0' }] });
  });

  it('what is not listed is refused by its text, its id and its hash', async () => {
    expect(await ask(strict, { query: UNLISTED })).toEqual(['QUERY_NOT_IN_SAFELIST']);
    expect(await ask(strict, { query: '{ nothing }' })).toEqual(['QUERY_NOT_IN_SAFELIST']);
    expect(await ask(strict, { documentId: 'Other' })).toEqual(['PERSISTED_QUERY_NOT_IN_LIST']);
    expect(await ask(strict, apollo(sha256(UNLISTED)))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });

  it('a text runs by its hash once it was sent with it', async () => {
    const text = `query ByHash { me ${road.replaceAll(' ', '_')}: me }`;
    const called = apollo(sha256(text));
    expect(await ask(open, called)).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect(await ask(open, { ...called, query: text })).toHaveProperty('me', 'anonymous');
    expect(await ask(open, called)).toHaveProperty('me', 'anonymous');
    expect(await ask(open, { ...called, query: ME })).toEqual(['BAD_REQUEST']);
  });
});

describe('a hash', () => {
  it('is not remembered of what was refused: unlisted, invalid, too dear, or beyond the caller’s rights', async () => {
    const before = texts.kept.length;
    const send = async (toy: ToyRouter, query: string) =>
      (await toy.post({ query, ...apollo(sha256(query)) })).codes;
    expect(await send(strict, UNLISTED)).toEqual(['QUERY_NOT_IN_SAFELIST']);
    expect(await send(open, '{ nothing }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await send(open, '{ lines(count: 1) { product { cost } } }')).toEqual(['UNAUTHENTICATED']);
    expect(await send(open, '{ products { similar { similar { similar { similar { id } } } } } }')).toEqual([
      'OPERATION_TOO_EXPENSIVE',
    ]);
    expect(texts.kept.slice(before)).toEqual([]);
  });

  it('of a listed operation takes no room', async () => {
    const before = texts.kept.length;
    expect((await open.post({ query: ME, ...apollo(sha256(ME)) })).data).toEqual({ me: 'anonymous' });
    expect(texts.kept.slice(before)).toEqual([]);
  });

  it('is found no more where its text is not listed and only listed ones may be asked for', async () => {
    await open.post({ query: UNLISTED, ...apollo(sha256(UNLISTED)) });
    expect(told(await open.post(apollo(sha256(UNLISTED))))).toEqual([200, 'me']);
    expect(told(await strict.post(apollo(sha256(UNLISTED))))).toEqual([403, 'QUERY_NOT_IN_SAFELIST']);
  });
});

describe('by GET', () => {
  it('a listed query has an address that can be kept', async () => {
    const variables = JSON.stringify({ first: 2 });
    expect(await get(strict.url, { documentId: 'Shelf', variables })).toMatchObject([
      200,
      { products: [{ id: 'p0' }, { id: 'p1' }] },
    ]);
  });

  it('a mutation is none, whatever it is called by', async () => {
    const headers = { authorization };
    expect(await get(strict.url, { documentId: 'Rename' }, headers)).toEqual([405, 'BAD_REQUEST']);
    const { extensions } = apollo(sha256(RENAME));
    expect(await get(strict.url, { extensions: JSON.stringify(extensions) }, headers)).toEqual([
      405,
      'BAD_REQUEST',
    ]);
  });

  it('nothing runs that another site could send', async () => {
    const image = { accept: 'image/avif,*/*;q=0.8' };
    expect(await get(strict.url, { documentId: 'Me' }, image)).toEqual([400, 'CSRF_PREVENTED']);
  });

  it('what stands twice in an address is refused', async () => {
    const answer = await fetch(`${strict.url}?documentId=Me&documentId=Shelf`, {
      headers: { accept: 'application/json' },
    });
    expect(answer.status).toBe(400);
  });
});

describe('administrators', () => {
  it('may ask for what is not listed; nobody else may, whatever they may do otherwise', async () => {
    const as = async (role: string) => {
      const token = await strict.signIn({ userId: `usr_${role}`, roles: [role], scopes: ['catalog:write'] });
      return told(await strict.post({ query: UNLISTED }, { authorization: token }));
    };
    expect(await as('ADMIN')).toEqual([200, 'me']);
    expect(await as('STAFF')).toEqual([403, 'QUERY_NOT_IN_SAFELIST']);
    expect(await as('CUSTOMER')).toEqual([403, 'QUERY_NOT_IN_SAFELIST']);
  });
});

describe('files', () => {
  const ADD = 'mutation Add($input: AddInput!) { add(input: $input) }';
  let album: ToyAlbum;
  beforeAll(async () => {
    const listedOperations = [{ ids: ['Add'], text: ADD, place: 'the test' }];
    album = await startToyAlbum(undefined, { listedOperations, env: { PERSISTED_OPERATIONS: 'enforce' } });
  });
  afterAll(() => album.close());

  async function send(called: object) {
    const form = new FormData();
    form.append('operations', JSON.stringify({ ...called, variables: { input: { file: null } } }));
    form.append('map', JSON.stringify({ 0: ['variables.input.file'] }));
    form.append('0', new Blob(['x'], { type: 'image/jpeg' }), 'a.jpg');
    const token = await album.signIn({ scopes: ['catalog:write'] });
    const answer = await fetch(album.url, { method: 'POST', body: form, headers: { authorization: token } });
    return (await answer.json()) as { data?: object; errors?: { extensions: { code: string } }[] };
  }

  it('come with a listed mutation by its id, and with no other', async () => {
    expect(await send({ documentId: 'Add' })).toMatchObject({ data: { add: 'file_1' } });
    const other = await send({ query: ADD.replace('Add', 'Other') });
    expect(other.errors?.map(codeOf)).toEqual(['QUERY_NOT_IN_SAFELIST']);
    expect(album.store.offered).toBe(1);
  });
});

describe('Apollo Client over two routers', () => {
  it('sends a text once, and then its hash by GET to each of them', async () => {
    const [one, two] = [open, await startToyRouter({ rememberedTexts: texts })];
    const sent: string[] = [];
    const clientOf = (toy: ToyRouter) =>
      new ApolloClient({
        link: new PersistedQueryLink({ sha256, useGETForHashedQueries: true }).concat(
          new HttpLink({
            uri: toy.url,
            fetch: (input, init) => {
              const text = init?.body ?? new URL(String(input)).search;
              sent.push(
                `${init?.method} ${String(text).includes('products') ? 'with its text' : 'by its hash'}`,
              );
              return fetch(input, init);
            },
          }),
        ),
        cache: new InMemoryCache(),
      });
    const query = gql('query Window($first: Int) { products(first: $first) { id } }');
    const shown = { data: { products: [{ id: 'p0' }] } };
    expect(await clientOf(one).query({ query, variables: { first: 1 } })).toMatchObject(shown);
    expect(sent).toEqual(['GET by its hash', 'POST with its text']);
    expect(await clientOf(two).query({ query, variables: { first: 1 } })).toMatchObject(shown);
    expect(sent.slice(2)).toEqual(['GET by its hash']);
    await two.close();
  });
});

describe('a manifest of a router', () => {
  const start = (content: object, env: Record<string, string> = {}) => {
    const file = join(folder, 'manifest.json');
    writeFileSync(file, JSON.stringify(content));
    return startToyRouter({ env: { PERSISTED_OPERATIONS_FILES: file, ...env } });
  };

  it('lists what may be asked for, without anything of a shop', async () => {
    const toy = await start({ d34d: SHELF }, { PERSISTED_OPERATIONS: 'enforce' });
    expect(told(await toy.post({ id: 'd34d' }))).toEqual([200, 'products']);
    expect(told(await toy.post({ query: ME }))).toEqual([403, 'QUERY_NOT_IN_SAFELIST']);
    await toy.close();
  });

  it('may be tried out: what is not listed is let in, and told', async () => {
    const toy = await start({ d34d: SHELF }, { PERSISTED_OPERATIONS: 'log' });
    expect(told(await toy.post({ query: ME }))).toEqual([200, 'me']);
    expect(told(await toy.post({ query: SHELF }))).toEqual([200, 'products']);
    expect(told(await toy.post({ query: '{ nothing }' }))).toEqual([200, 'GRAPHQL_VALIDATION_FAILED']);
    const lines = toy.log
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg.includes('not on the list'));
    expect(lines).toMatchObject([{ sha256: sha256(ME), outcome: 'let_in' }]);
    await toy.close();
  });

  it('that cannot be used keeps the router from starting, and so does an empty list that is enforced', async () => {
    await expect(start({ d34d: 'query {' })).rejects.toMatchObject({ code: 'OPERATION_LIST_REFUSED' });
    await expect(start({}, { PERSISTED_OPERATIONS: 'enforce' })).rejects.toThrow(/no operation is listed/);
  });
});
