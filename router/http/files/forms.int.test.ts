import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ServiceHttp, serviceHttp } from '../../subgraphs/http/service-http.ts';
import { startToyAlbum, type ToyAlbum, toyStore } from '../../testing/toy-album.ts';
import { startToyRouter } from '../../testing/toy-router.ts';
import { filesAt } from './file-store.ts';

const ADD = 'mutation Add($input: AddInput!) { add(input: $input) }';
const OPEN = 'mutation ($file: Upload) { open(file: $file) }';
/** More than one packet has. */
const BYTES = randomBytes(300_000);

let toy: ToyAlbum;
let staff: string;

beforeAll(async () => {
  toy = await startToyAlbum();
  staff = await toy.signIn({ scopes: ['catalog:write'] });
});
afterAll(() => toy.close());
beforeEach(() => {
  toy.store.kept.length = 0;
  toy.store.offered = 0;
});

type Parts = readonly (readonly [name: string, value: unknown])[];

const json = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function formOf(parts: Parts): FormData {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (value instanceof Blob) form.append(name, value, 'a.jpg');
    else form.append(name, json(value));
  }
  return form;
}

const image = (bytes: Buffer = BYTES, type = 'image/jpeg') => new Blob([new Uint8Array(bytes)], { type });

async function send(parts: Parts, headers: Record<string, string> = { authorization: staff }) {
  const accept = 'application/graphql-response+json';
  const answer = await fetch(toy.url, {
    method: 'POST',
    body: formOf(parts),
    headers: { accept, ...headers },
  });
  const { data, errors } = (await answer.json()) as {
    data?: Record<string, unknown>;
    errors?: { extensions: { code: string } }[];
  };
  const codes = (errors ?? []).map(({ extensions }) => extensions.code);
  return { status: answer.status, headers: answer.headers, data, codes };
}

const added = (more: object = {}) => ({ query: ADD, variables: { input: { file: null, ...more } } });
const ONE = { 0: ['variables.input.file'] };

describe('an operation with files', () => {
  it('has them kept, byte by byte, and is run with references in their places', async () => {
    const operations = added({ note: 'メモ', more: [null, null] });
    const map = {
      a: ['variables.input.file'],
      b: ['variables.input.more.1'],
      c: ['variables.input.more.0'],
    };
    const [first, second] = [randomBytes(70_000), randomBytes(3)];
    const files: Parts = [
      ['a', image()],
      ['b', image(first)],
      ['c', image(second)],
    ];
    const { status, data } = await send([['operations', operations], ['map', map], ...files]);
    expect([status, data]).toEqual([200, { add: 'file_1,file_3,file_2' }]);
    expect(toy.store.kept.map((each) => each.toString('hex'))).toEqual(
      [BYTES, first, second].map((each) => each.toString('hex')),
    );
  });

  it('leaves none of them that it has not used', async () => {
    const fail = { query: 'mutation ($file: Upload) { fail(file: $file) }', variables: { file: null } };
    await send([
      ['operations', fail],
      ['map', { 0: ['variables.file'] }],
      ['0', image()],
    ]);
    expect([toy.store.offered, toy.store.files.size]).toEqual([1, 0]);
  });

  it('may be one without files, and come again on the same connection', async () => {
    const open = { query: OPEN, variables: { file: null } };
    for (let time = 0; time < 2; time += 1) {
      const { data, headers } = await send([
        ['operations', open],
        ['map', {}],
      ]);
      expect(data).toEqual({ open: null });
      expect(headers.get('connection')).toBe('keep-alive');
    }
  });
});

describe('who may not', () => {
  const whole: Parts = [
    ['operations', added()],
    ['map', ONE],
    ['0', image()],
  ];

  it.each([
    ['nobody knows', async () => ({ 'apollo-require-preflight': 'true' }), 401, 'UNAUTHENTICATED'],
    ['is a customer', async () => ({ authorization: await toy.signIn() }), 403, 'FORBIDDEN'],
    ['has a bad token', async () => ({ authorization: 'Bearer x' }), 401, 'UNAUTHENTICATED'],
  ])('sends nothing, when the shop %s: no byte is offered', async (_, headers, status, code) => {
    const answer = await send(whole, await headers());
    expect([answer.status, answer.codes]).toEqual([status, [code]]);
    expect(answer.headers.get('connection')).toBe('close');
    expect(toy.store.offered).toBe(0);
  });

  it('is refused by the keeper too, where the graph would let them', async () => {
    const open = { query: OPEN, variables: { file: null } };
    const answer = await send(
      [
        ['operations', open],
        ['map', { 0: ['variables.file'] }],
        ['0', image()],
      ],
      { authorization: await toy.signIn() },
    );
    expect([answer.status, answer.codes]).toEqual([403, ['FORBIDDEN']]);
    expect(toy.store.kept).toEqual([]);
  });

  it('cannot be made to send one by another site', async () => {
    const ofAForm: Record<string, string>[] = [{}, { origin: 'https://evil.example', cookie: 'depachika=x' }];
    for (const headers of ofAForm) {
      const { status, codes } = await send(whole, headers);
      expect([status, codes]).toEqual([400, ['CSRF_PREVENTED']]);
    }
    expect(toy.store.offered).toBe(0);
  });
});

describe('an operation that is not admitted', () => {
  const files: Parts = [
    ['map', { 0: ['variables.file'] }],
    ['0', image()],
  ];
  it.each([
    ['is too dear', 'mutation ($file: Upload) { dear(file: $file) }', 400, 'OPERATION_TOO_EXPENSIVE'],
    ['is no document', 'mutation {', 400, 'GRAPHQL_PARSE_FAILED'],
    ['asks for what is not there', 'mutation ($file: Upload) { no(file: $file) }', 400, undefined],
    ['is a query', 'query ($file: Anything) { what(this: $file) }', 400, 'BAD_REQUEST'],
    ['is a subscription', 'subscription ($file: Upload) { news(file: $file) }', 400, 'BAD_REQUEST'],
    [
      'has another type in its place',
      'mutation ($file: Anything) { open(this: $file) }',
      400,
      'BAD_USER_INPUT',
    ],
    [
      'has a text in its place',
      'mutation ($file: String) { open(file: $file) }',
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['does not know its variable', 'mutation { open }', 400, 'BAD_USER_INPUT'],
  ])('since it %s has no file kept', async (_, query, status, code = 'GRAPHQL_VALIDATION_FAILED') => {
    const answer = await send([['operations', { query, variables: { file: null } }], ...files]);
    expect([answer.status, answer.codes]).toEqual([status, [code]]);
    expect(toy.store.offered).toBe(0);
  });

  it('is none that asks for a stream of answers', async () => {
    const query = 'subscription ($file: Upload) { news(file: $file) }';
    for (const accept of ['text/event-stream', 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0']) {
      const operations = ['operations', { query, variables: { file: null } }] as const;
      const answer = await send([operations, ...files], { accept, authorization: staff });
      expect([answer.status, answer.codes, toy.store.offered]).toEqual([400, ['BAD_REQUEST'], 0]);
    }
  });

  it('takes no text for a file, however it comes', async () => {
    const query = OPEN;
    for (const body of [
      { query, variables: { file: 'file_1' } },
      { query, variables: { file: { path: ['file'] } } },
      { query: 'mutation { open(file: "file_1") }' },
    ]) {
      const { codes } = await toy.post(body, { authorization: staff });
      expect(codes).toHaveLength(1);
      expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(codes[0]);
    }
    expect(await toy.post({ query, variables: { file: null } })).toMatchObject({ data: { open: null } });
  });
});

describe('a form', () => {
  const operations = ['operations', added()] as const;
  const map = ['map', ONE] as const;
  const file = ['0', image()] as const;

  it.each<[string, Parts, string?]>([
    ['begins with its map', [map, operations, file]],
    ['begins with a file', [file, operations, map]],
    ['has a file before its map', [operations, file, map]],
    ['has no map', [operations]],
    ['has no operations', [map]],
    ['has operations that are no JSON', [['operations', '{'], map, file]],
    ['has a map that is no JSON', [operations, ['map', 'x'], file]],
    ['has a list of operations', [['operations', [added()]], map, file], 'BATCHING_DISABLED'],
    ['has a map to what is not null', [['operations', added({ file: 'x' })], map, file]],
    ['has a map to a prototype', [operations, ['map', { 0: ['variables.input.__proto__'] }], file]],
    ['has no file that its map names', [operations, map]],
    ['has a file that its map does not name', [operations, map, ['1', image()]]],
    ['has a file twice', [operations, map, file, file]],
    ['goes on after its files', [operations, map, file, ['more', 'x']]],
    [
      'has more parts than files are taken',
      [operations, map, file, ...Array.from({ length: 12 }, (_, n) => [String(n), 'x'] as const)],
    ],
  ])('that %s is refused, and leaves nothing', async (_, parts, code = 'BAD_REQUEST') => {
    const answer = await send(parts);
    expect([answer.status, answer.codes]).toEqual([400, [code]]);
    expect(toy.store.files.size).toBe(0);
  });

  it('has operations and a map of bounded size', async () => {
    const large = await send([['operations', added({ note: 'x'.repeat(1_000_001) })], map, file]);
    expect([large.status, large.codes]).toEqual([413, ['PAYLOAD_TOO_LARGE']]);
    const long = await send([operations, ['map', { 0: ['variables.x'], more: 'x'.repeat(20_000) }], file]);
    expect([long.status, long.codes]).toEqual([413, ['PAYLOAD_TOO_LARGE']]);
    expect(toy.store.offered).toBe(0);
  });

  it.each([
    ['of a type that is not taken', image(BYTES, 'text/html'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['of more bytes than are taken', image(Buffer.alloc(20 * 1024 * 1024 + 1)), 413, 'PAYLOAD_TOO_LARGE'],
  ])('with a file %s is refused, and the file before it goes too', async (_, wrong, status, code) => {
    const answer = await send([
      ['operations', added({ more: [null] })],
      ['map', { 0: ['variables.input.file'], 1: ['variables.input.more.0'] }],
      file,
      ['1', wrong],
    ]);
    expect([answer.status, answer.codes]).toEqual([status, [code]]);
    expect([toy.store.kept.length, toy.store.files.size]).toEqual([1, 0]);
  });
});

describe('a body', () => {
  const raw = (options: { body?: string; headers?: Record<string, string> }) =>
    fetch(toy.url, {
      method: 'POST',
      body: options.body ?? '',
      headers: {
        authorization: staff,
        'content-type': 'multipart/form-data; boundary=x',
        ...options.headers,
      },
    });
  const part = (name: string, text: string) =>
    `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
  const head = `${part('operations', JSON.stringify(added()))}${part('map', JSON.stringify(ONE))}`;

  it.each([
    ['without a boundary', { headers: { 'content-type': 'multipart/form-data' } }],
    ['of another kind of parts', { headers: { 'content-type': 'multipart/mixed; boundary=x' } }],
    ['that is empty', {}],
    ['that is no form', { body: '{"query":"{ here }"}' }],
    ['that ends in its operations', { body: part('operations', '{"que').slice(0, -2) }],
    ['that ends in a file', { body: `${head}${part('0', 'half of')}` }],
    ['with a part that has no name', { body: `--x\r\ncontent-disposition: form-data\r\n\r\nx\r\n--x--\r\n` }],
    ['with bytes that are no UTF-8', { body: `${part('operations', '"\ud800"')}--x--\r\n` }],
  ])('%s is refused, and nothing is left of it', async (_, options) => {
    const answer = await raw(options);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(toy.store.files.size).toBe(0);
    expect((await toy.post({ query: '{ here }' })).data).toEqual({ here: 'here' });
  });

  it('that says that it is larger than any form is refused before it is sent', async () => {
    const request = httpRequest(toy.url, {
      method: 'POST',
      headers: {
        authorization: staff,
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': String(1e9),
      },
    });
    request.flushHeaders();
    request.on('error', () => undefined);
    const [answer] = await once(request, 'response');
    expect(answer.statusCode).toBe(413);
    request.destroy();
  });

  it('that its sender leaves in the middle of a file leaves nothing', async () => {
    const ended = Promise.withResolvers<void>();
    const store = toyStore();
    const album = await startToyAlbum({
      ...store,
      keep: async (offered) => {
        offered.body.once('close', ended.resolve);
        return store.keep(offered);
      },
    });
    const authorization = await album.signIn({ scopes: ['catalog:write'] });
    const headers = { authorization, 'content-type': 'multipart/form-data; boundary=x' };
    const request = httpRequest(album.url, { method: 'POST', headers });
    request.on('error', () => undefined);
    request.write(`${head}${part('0', 'x'.repeat(100_000))}`.slice(0, -10));
    await expect.poll(() => store.offered).toBe(1);
    request.destroy();
    await ended.promise;
    expect([store.kept.length, store.files.size]).toEqual([0, 0]);
    expect(album.shop.asked).toEqual([]);
    await album.close();
  });
});

describe('a keeper in another process', () => {
  let domain: Server;
  const asked: string[] = [];
  let told: number;
  let service: ServiceHttp;
  let album: ToyAlbum;

  beforeAll(async () => {
    domain = createServer(async (request, response) => {
      const { method, url, headers } = request;
      let bytes = 0;
      for await (const chunk of request) bytes += chunk.length;
      asked.push(`${method} ${url} ${headers['content-type'] ?? ''} ${bytes}`);
      response.writeHead(told).end('ref/1');
    });
    domain.listen(0, '127.0.0.1');
    await once(domain, 'listening');
    const { port } = domain.address() as AddressInfo;
    service = serviceHttp([new URL(`http://127.0.0.1:${port}`)]);
    album = await startToyAlbum({ ...toyStore(), ...filesAt(service) });
  });
  afterAll(async () => {
    await album.close();
    await service.close();
    domain.close();
  });

  it.each([
    [201, 200, undefined],
    [400, 400, 'BAD_USER_INPUT'],
    [401, 401, 'UNAUTHENTICATED'],
    [403, 403, 'FORBIDDEN'],
    [413, 413, 'PAYLOAD_TOO_LARGE'],
    [415, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [503, 503, 'OVERLOADED'],
    [500, 503, 'SUBGRAPH_UNAVAILABLE'],
  ])('that answers %i has the client answered with %i', async (keeperStatus, status, code) => {
    asked.length = 0;
    told = keeperStatus;
    const authorization = await album.signIn({ scopes: ['catalog:write'] });
    const answer = await fetch(album.url, {
      method: 'POST',
      headers: { authorization, accept: 'application/graphql-response+json' },
      body: formOf([
        ['operations', added()],
        ['map', ONE],
        ['0', image()],
      ]),
    });
    const { data, errors } = (await answer.json()) as {
      data: unknown;
      errors?: { extensions: { code: string } }[];
    };
    expect([answer.status, errors?.[0]?.extensions.code]).toEqual([status, code]);
    expect(asked[0]).toBe(`POST /files image/jpeg ${BYTES.length}`);
    if (told === 201) {
      expect(data).toEqual({ add: 'ref/1' });
      expect(asked[1]).toBe('DELETE /files/ref%2F1  0');
    }
  });
});

it('is not read where operations bring no files', async () => {
  const shop = await startToyRouter();
  const answer = await fetch(shop.url, {
    method: 'POST',
    headers: { 'apollo-require-preflight': 'true' },
    body: formOf([['operations', { query: '{ __typename }' }]]),
  });
  expect(answer.status).toBe(400);
  await shop.close();
});
