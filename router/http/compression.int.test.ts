import { once } from 'node:events';
import { request } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startToyMarket, type ToyMarket } from '../testing/toy-market.ts';

const LIMIT = 10_000;

describe('compression', () => {
  let market: ToyMarket;
  beforeAll(async () => {
    market = await startToyMarket({ env: { RESPONSE_CACHE: 'off', MAX_BODY_BYTES: String(LIMIT) } });
  });
  afterAll(() => market.close());

  const packed = (body: Buffer, headers: Record<string, string> = {}) =>
    fetch(market.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', ...headers },
      body: new Uint8Array(body),
    });
  const codeOf = async (answer: Response) => {
    const { errors } = (await answer.json()) as { errors: { extensions: { code: string } }[] };
    return [answer.status, errors[0]!.extensions.code];
  };
  const raw = async (query: string, encoding: string) => {
    const body = JSON.stringify({ query });
    const sent = request(market.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-encoding': encoding },
    }).end(body);
    const [answer] = await once(sent, 'response');
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    return { headers: answer.headers as Record<string, string>, body: Buffer.concat(chunks) };
  };

  it('is of answers from 1 KiB on, to who accepts it, and says so', async () => {
    const { headers, body } = await raw('{ longText }', 'gzip');
    expect([headers['content-encoding'], headers['content-length']]).toEqual(['gzip', String(body.length)]);
    expect(headers.vary).toContain('accept-encoding');
    expect(JSON.parse(gunzipSync(body).toString()).data.longText).toHaveLength(5000);
    expect((await raw('{ longText }', 'br, gzip')).headers['content-encoding']).toBe('br');
    expect((await raw('{ longText }', 'identity')).headers['content-encoding']).toBeUndefined();
    expect((await raw('{ good { id } }', 'br')).headers['content-encoding']).toBeUndefined();
  });

  it('is of nothing that is sent as events', async () => {
    const answer = await fetch(market.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'accept-encoding': 'br' },
      body: JSON.stringify({ query: '{ longText }' }),
    });
    expect([answer.headers.get('content-encoding'), answer.headers.get('content-type')]).toEqual([
      null,
      expect.stringContaining('text/event-stream'),
    ]);
    await answer.text();
  });

  it('is taken of JSON bodies by gzip', async () => {
    const answer = await packed(gzipSync(JSON.stringify({ query: '{ good { id } }' })));
    expect(await answer.json()).toEqual({ data: { good: { id: 'a' } } });
  });

  it('does not let a body grow beyond the limit', async () => {
    const bomb = gzipSync(JSON.stringify({ query: '{ good { id } }', pad: ' '.repeat(20_000_000) }));
    expect(bomb.length).toBeGreaterThan(LIMIT);
    const small = gzipSync(JSON.stringify({ query: '{ good { id } }', pad: ' '.repeat(2_000_000) }));
    expect(small.length).toBeLessThan(LIMIT);
    expect(await codeOf(await packed(bomb))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(await codeOf(await packed(small))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  it('does not let a body that inflates to nothing go on for ever', async () => {
    const empty = gzipSync('');
    const sent = request(market.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    sent.on('error', () => undefined);
    const answered = once(sent, 'response') as Promise<[{ statusCode: number; resume(): void }]>;
    for (let bytes = 0; bytes <= 2 * LIMIT; bytes += empty.length) sent.write(empty);
    const [answer] = await answered;
    expect(answer.statusCode).toBe(413);
    answer.resume();
    sent.destroy();
  });

  it.each([
    ['no gzip', Buffer.from('{"query":"{ good { id } }"}'), {}, 400, 'BAD_REQUEST'],
    ['gzip that ends early', gzipSync('{"query":"{ good { id } }"}').subarray(0, 20), {}, 400, 'BAD_REQUEST'],
    ['another encoding', gzipSync('{}'), { 'content-encoding': 'br' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['two encodings', gzipSync('{}'), { 'content-encoding': 'gzip, gzip' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'parts of a form',
      gzipSync('--a--'),
      { 'content-type': 'multipart/form-data; boundary=a' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
  ])('refuses %s', async (_what, body, headers, status, code) => {
    expect(await codeOf(await packed(body, headers as Record<string, string>))).toEqual([status, code]);
  });
});
