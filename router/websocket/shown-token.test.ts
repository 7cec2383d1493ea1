import { describe, expect, it } from 'vitest';
import { type Shown, shownToken } from './shown-token.ts';

const TOKEN = 'Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1In0.c2ln';
const shown = (connectionParams: Record<string, unknown>, rest: Partial<Shown> = {}) =>
  shownToken({ connectionParams, header: undefined, query: {}, ...rest });

describe('the token that a socket shows', () => {
  it.each([
    [{ authorization: TOKEN }],
    [{ Authorization: TOKEN }],
    [{ AUTHORIZATION: TOKEN }],
    [{ headers: { Authorization: TOKEN } }],
    [{ headers: { authorization: TOKEN, 'x-client': 'web' } }],
    [{ Headers: { AUTHORIZATION: TOKEN } }],
    [{ authorization: TOKEN, headers: { Authorization: TOKEN.replace('Bearer', 'bearer') } }],
    [{ authorization: '', headers: { Authorization: TOKEN } }],
    [{ authorization: TOKEN, refreshToken: 'abc' }],
  ])('is read from %j', (params) => {
    expect(shown(params)).toEqual({ kind: 'token', authorization: TOKEN });
  });

  it('is read from the header of the upgrade, alone or beside the same', () => {
    const token = { kind: 'token', authorization: TOKEN };
    expect(shown({}, { header: TOKEN })).toEqual(token);
    expect(shown({ authorization: TOKEN }, { header: TOKEN })).toEqual(token);
    expect(shown({ token: TOKEN }, { header: TOKEN })).toEqual(token);
  });

  it.each([
    [{ authorization: TOKEN, Authorization: `${TOKEN}x` }],
    [{ authorization: TOKEN, headers: { authorization: `${TOKEN}x` } }],
    [{ authorization: TOKEN, headers: { authorization: { token: TOKEN } } }],
  ])('is not chosen among several that differ: %j', (params) => {
    expect(shown(params)).toMatchObject({ kind: 'unclear' });
    expect(shown({ authorization: TOKEN }, { header: 'Bearer a.b.c' })).toMatchObject({ kind: 'unclear' });
  });

  it.each([{ admin: true }, ['a'], 5, true, false, 0])(
    'is left to its verifier when it is no text: %j',
    (value) => {
      expect(shown({ authorization: value })).toEqual({ kind: 'token', authorization: value });
    },
  );

  it.each<[string, Record<string, unknown>]>([
    ['token', { token: 'abc' }],
    ['authToken', { authToken: 'abc' }],
    ['auth_token', { auth_token: 'abc' }],
    ['accessToken', { accessToken: 'abc' }],
    ['accesstoken', { accesstoken: 'abc' }],
    ['idToken', { idToken: 'abc' }],
    ['jwt', { jwt: 'abc' }],
    ['bearer', { bearer: 'abc' }],
    ['auth', { auth: 'abc' }],
    ['x-auth', { 'x-auth': 'abc' }],
    ['X-Auth-Token', { 'X-Auth-Token': 'abc' }],
    ['Authentication', { Authentication: 'abc' }],
    ['authorisation', { authorisation: TOKEN }],
    ['apiKey', { apiKey: 'abc' }],
    ['token', { token: 5 }],
    ['token', { token: true }],
    ['token.value', { token: { value: 'abc' } }],
    ['auth.token', { auth: { token: 'abc' } }],
    ['headers.x-access-token', { headers: { 'x-access-token': 'abc' } }],
    ['headers.0.1', { headers: [['Authorization', TOKEN]] }],
    ['headers', { headers: TOKEN }],
    ['http.headers.authorization', { http: { headers: { authorization: TOKEN } } }],
    ['user', { user: TOKEN }],
    ['who', { who: TOKEN.slice('Bearer '.length) }],
  ])('is missed, and asked for, at %s', (place, params) => {
    expect(shown(params)).toEqual({
      kind: 'unclear',
      problem: `a token is read from connectionParams.authorization, not from connectionParams.${place}`,
    });
  });

  it('is missed in the URL', () => {
    expect(shown({}, { query: { access_token: 'abc' } })).toMatchObject({
      kind: 'unclear',
      problem: expect.stringContaining('not from query.access_token'),
    });
  });

  it.each([
    [{}],
    [{ authorization: '' }],
    [{ authorization: null }],
    [{ Authorization: undefined }],
    [{ headers: {} }],
    [{ headers: null }],
    [{ headers: { authorization: '' } }],
    [{ token: null, authToken: '', auth: { token: null }, jwt: false }],
    [{ clientName: 'web', version: '1.2.3', 'apollographql-client-name': 'web' }],
    [{ author: 'me', locale: 'ja', 'x-csrf-token': 'abc', headers: { 'accept-language': 'ja' } }],
    [{ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'sentry-trace': 'a-b-1' }],
  ])('is not there in %j', (params) => {
    expect(shown(params)).toEqual({ kind: 'nothing' });
  });

  it('is looked for among so many values that a payload cannot hide it, in breadth or depth', () => {
    const wide = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]));
    const deep = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
    const tooMany = { kind: 'unclear', problem: 'connectionParams hold more than 500 values' };
    expect(shown(wide(490))).toEqual({ kind: 'nothing' });
    expect(shown(deep(490))).toEqual({ kind: 'nothing' });
    expect(shown(wide(501))).toEqual(tooMany);
    expect(shown(deep(50_000))).toEqual(tooMany);
    expect(shown({ ...wide(501), authorization: TOKEN })).toMatchObject({ kind: 'token' });
  });
});
