import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

let toy: ToyRouter;
const notified: Buffer[] = [];
beforeAll(async () => {
  toy = await startToyRouter({
    webhooks: async ({ body }) => {
      notified.push(body);
      return { status: 202 };
    },
  });
});
afterAll(() => toy.close());

/** 名前 in Shift_JIS. */
const NAME_IN_SHIFT_JIS = Buffer.from([0x96, 0xbc, 0x91, 0x4f]);
const echo = (text: Buffer | string) =>
  Buffer.concat([
    Buffer.from('{"query":"query ($t: String) { echo(text: $t) }","variables":{"t":"'),
    Buffer.from(text as string),
    Buffer.from('"}}'),
  ]);

describe.each([
  ['the graph', '/graphql'],
  ['webhooks', '/webhooks/payments/sandbox'],
])('a body for %s', (_, path) => {
  async function post(contentType: string, body: Buffer, headers: Record<string, string> = {}) {
    const answer = await request(new URL(path, toy.url), {
      method: 'POST',
      headers: { 'content-type': contentType, ...headers },
      body,
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, text };
  }

  it.each([
    'application/json; charset=Shift_JIS',
    'application/json; charset="EUC-JP"',
    'application/json;charset=utf-16le',
    'application/json; CHARSET=iso-8859-1',
    'application/json; boundary=x; charset=windows-31j',
    'application/json; charset =shift_jis',
    "application/json; charset*=utf-8''shift_jis",
    'application/json; charset=utf-8; charset=shift_jis',
    'application/json; charset=',
  ])('is refused as %s', async (contentType) => {
    notified.length = 0;
    const { status, text } = await post(contentType, echo(NAME_IN_SHIFT_JIS));
    expect([status, text]).toEqual([415, expect.stringContaining('UNSUPPORTED_MEDIA_TYPE')]);
    expect(notified).toEqual([]);
  });

  it.each(['br', 'identity, gzip', 'gzip, gzip', 'deflate'])(
    'is refused when it says that it is packed: %s',
    async (encoding) => {
      notified.length = 0;
      const { status } = await post('application/json', echo('名前'), { 'content-encoding': encoding });
      expect([status, notified]).toEqual([415, []]);
    },
  );

  it.each([
    ['Shift_JIS under the name of JSON', NAME_IN_SHIFT_JIS],
    ['half a character', Buffer.from([0xe6, 0xa1])],
    ['a surrogate in UTF-8', Buffer.from([0xed, 0xa0, 0x80])],
    ['a longer form of a slash', Buffer.from([0xc0, 0xaf])],
  ])('is refused with %s', async (__, bytes) => {
    notified.length = 0;
    const { status, text } = await post('application/json', echo(bytes));
    expect([status, text]).toEqual([400, expect.stringContaining('BAD_REQUEST')]);
    expect(notified).toEqual([]);
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json; charset="UTF-8"',
    'application/json;charset=UTF8',
  ])('is taken as %s', async (contentType) => {
    expect((await post(contentType, echo('名前'))).status).toBeLessThan(300);
  });
});

describe('text that arrives otherwise', () => {
  it('in a query string must be UTF-8 as well', async () => {
    const get = async (search: string) =>
      (await request(`${toy.url}?${search}`, { headers: { accept: 'application/json' } })).statusCode;
    expect(await get('query=%7B%20echo(text%3A%22%E5%90%8D%22)%20%7D')).toBe(200);
    expect(await get('query=%7B%20echo(text%3A%22%96%BC%22)%20%7D')).toBe(400);
  });

  it('on a socket must be text', async () => {
    const socket = new WebSocket(toy.url.replace('http', 'ws'), 'graphql-transport-ws');
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.send(Buffer.from('{"type":"connection_init"}'), { binary: true });
    expect(await closed).toBe(1003);
  });
});

it('a body that is packed by gzip is refused where nobody unpacks it', async () => {
  notified.length = 0;
  const answer = await request(new URL('/webhooks/payments/sandbox', toy.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: echo('名前'),
  });
  await answer.body.dump();
  expect([answer.statusCode, notified]).toEqual([415, []]);
});
