import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { brokenRequest, PublicError, publicError, routerError, routerErrorWithin } from './public-errors.ts';

const REQUEST = { requestId: 'req_1' };
const both = [
  { ...REQUEST, production: true },
  { ...REQUEST, production: false },
];
const ofSubgraph = (code: string) =>
  new GraphQLError('said by users', {
    path: ['me'],
    extensions: { code, serviceName: 'users', stacktrace: ['secret'] },
  });

describe('the judge of errors', () => {
  it.each([
    'UNAUTHENTICATED',
    'FORBIDDEN',
    'NOT_FOUND',
    'BAD_USER_INPUT',
    'RATE_LIMITED',
    'OVERLOADED',
    'SERVICE_UNAVAILABLE',
    'DEADLINE_EXCEEDED',
  ])('lets %s of a subgraph pass, in production too', (code) => {
    for (const judgement of both) {
      const { message, path, extensions } = publicError(ofSubgraph(code), judgement);
      expect([message, path, extensions.code]).toEqual(['said by users', ['me'], code]);
      expect(extensions).not.toHaveProperty('stacktrace');
      expect(extensions.serviceName).toBe(judgement.production ? undefined : 'users');
    }
  });

  it.each(['OVERLOADED', 'SERVICE_UNAVAILABLE', 'DEADLINE_EXCEEDED'])(
    'names the request beside %s',
    (code) => {
      for (const judgement of both)
        expect(publicError(ofSubgraph(code), judgement).extensions.requestId).toBe('req_1');
    },
  );

  it.each(['INTERNAL_SERVER_ERROR', 'OPERATION_TOO_EXPENSIVE', 'SUBGRAPH_UNAVAILABLE', 'SECRET_CODE', ''])(
    'masks %s of a subgraph, and names the request',
    (code) => {
      for (const judgement of both)
        expect(publicError(ofSubgraph(code), judgement).toJSON()).toMatchObject({
          message: expect.not.stringContaining('users'),
          path: ['me'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'req_1' },
        });
    },
  );

  it('says again what it has judged, whoever asks', () => {
    for (const error of [ofSubgraph('SERVICE_UNAVAILABLE'), ofSubgraph('SECRET_CODE')])
      for (const first of both)
        for (const second of both) {
          const judged = publicError(error, first);
          const again = publicError(judged, { ...second, requestId: 'req_2' });
          expect(again.extensions.code).toBe(judged.extensions.code);
          expect(again.extensions.requestId).toBe('req_1');
          expect(routerErrorWithin(new GraphQLError('wrapped', { originalError: judged }))).toBe(judged);
        }
  });

  it('tells of what is away on the way to a domain, and of nothing else', () => {
    const away = Object.assign(new Error('connect 10.0.0.7'), { code: 'ECONNREFUSED' });
    const refusedUs = Object.assign(new Error('router may not'), { code: 'PERMISSION_DENIED' });
    const codes = [away, refusedUs, new Error('secret')].map((cause) => {
      const inPlan = new GraphQLError(cause.message, { originalError: cause });
      const shown = [
        brokenRequest(cause, 'req_1'),
        ...both.map((judgement) => publicError(inPlan, judgement)),
      ];
      expect(JSON.stringify(shown)).not.toMatch(/10\.0\.0\.7|router may|secret/);
      return shown.map(({ extensions }) => [extensions.code, extensions.requestId]);
    });
    const three = (code: string) => [1, 2, 3].map(() => [code, 'req_1']);
    expect(codes).toEqual(
      ['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR', 'INTERNAL_SERVER_ERROR'].map(three),
    );
  });

  it('takes nothing for its own that only looks like it', () => {
    const own = routerError('SUBGRAPH_UNAVAILABLE', shared.partAway);
    expect(PublicError.is(own)).toBe(true);
    for (const forged of [own.toJSON(), { ...own }, Object.create(PublicError.prototype), null])
      expect(PublicError.is(forged)).toBe(false);
  });
});
