import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRawSocket, type RawSocketOptions } from '../testing/raw-socket.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

let toy: ToyRouter;
let token: string;
let other: string;
beforeAll(async () => {
  toy = await startToyRouter();
  token = await toy.signIn();
  other = await toy.signIn({ userId: 'usr_b' });
});
afterAll(() => toy.close());

/** @returns who the shop takes the client for, or how it closed the socket */
async function whoIs(payload: unknown, options?: RawSocketOptions): Promise<unknown> {
  const socket = await openRawSocket(toy.url, options);
  const opened = await socket.init(payload);
  if (opened !== 'connection_ack') return opened;
  const answer = new Promise((resolve) => socket.socket.once('message', resolve));
  socket.send({ type: 'subscribe', id: '1', payload: { query: '{ me }' } });
  return JSON.parse(String(await answer)).payload.data.me;
}

const missing = (place: string) => ({
  code: 4400,
  reason: `BAD_REQUEST: a token is read from connectionParams.authorization, not from ${place}`.slice(0, 123),
});

describe('the access token of a socket', () => {
  it('is read from each of its places', async () => {
    const header = { headers: { authorization: token } };
    expect(await whoIs({ authorization: token })).toBe('usr_a');
    expect(await whoIs({ Authorization: token })).toBe('usr_a');
    expect(await whoIs({ headers: { Authorization: token } })).toBe('usr_a');
    expect(await whoIs({ headers: { authorization: token } })).toBe('usr_a');
    expect(await whoIs(undefined, header)).toBe('usr_a');
    expect(await whoIs({ authorization: token, headers: { AUTHORIZATION: token } }, header)).toBe('usr_a');
  });

  it('is refused where several differ, whichever two', async () => {
    const differ = {
      code: 4400,
      reason: 'BAD_REQUEST: connectionParams and headers show tokens that differ',
    };
    expect(await whoIs({ authorization: token, Authorization: other })).toEqual(differ);
    expect(await whoIs({ authorization: token, headers: { authorization: other } })).toEqual(differ);
    expect(await whoIs({ authorization: token }, { headers: { authorization: other } })).toEqual(differ);
  });

  it('is asked for where it is read when it stands anywhere else', async () => {
    expect(await whoIs({ token })).toEqual(missing('connectionParams.token'));
    expect(await whoIs({ authToken: token })).toEqual(missing('connectionParams.authToken'));
    expect(await whoIs({ headers: { 'x-auth': token } })).toEqual(missing('connectionParams.headers.x-auth'));
    expect(await whoIs(undefined, { query: `?access_token=${token}` })).toEqual(
      missing('query.access_token'),
    );
    expect(await whoIs({ ['x'.repeat(200)]: token })).toEqual(missing(`connectionParams.${'x'.repeat(200)}`));
  });

  it('is refused as such from the header of the upgrade and from headers, like everywhere', async () => {
    const expired = await toy.signIn({ ttlSeconds: -1 });
    const bad = { code: 4401, reason: 'UNAUTHENTICATED' };
    expect(await whoIs(undefined, { headers: { authorization: 'Bearer a.b.c' } })).toEqual(bad);
    expect(await whoIs(undefined, { headers: { authorization: 'Basic dXNlcjpwYXNz' } })).toEqual(bad);
    expect(await whoIs({ headers: { authorization: { token } } })).toEqual(bad);
    expect(await whoIs({ headers: { authorization: expired } })).toEqual({
      code: 4403,
      reason: 'TOKEN_EXPIRED',
    });
  });

  it('is no one of what clients say about themselves', async () => {
    const about = { clientName: 'web', version: '1', traceparent: '00-a-b-01', headers: { 'x-lang': 'ja' } };
    expect(await whoIs(about)).toBe('anonymous');
    expect(await whoIs({ authorization: '', token: null })).toBe('anonymous');
    expect(await whoIs(undefined)).toBe('anonymous');
    expect(await whoIs(null, { query: '?client=web' })).toBe('anonymous');
  });
});
