import { describe, expect, it } from 'vitest';
import { MULTIPART, SERVER_SENT_EVENTS } from './stream-format.ts';
import { wantedFormat } from './wanted-format.ts';

describe('a client is answered by', () => {
  it.each([
    ['text/event-stream', SERVER_SENT_EVENTS],
    ['TEXT/EVENT-STREAM; charset=utf-8', SERVER_SENT_EVENTS],
    ['text/event-stream, multipart/mixed', SERVER_SENT_EVENTS],
    ['application/json;q=0.5, text/event-stream', SERVER_SENT_EVENTS],
    [
      'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9',
      MULTIPART,
    ],
    ['multipart/mixed; subscriptionSpec="1.0", application/json', MULTIPART],
  ])('a stream where it likes that best: %s', (accept, format) => {
    expect(wantedFormat(accept)).toBe(format);
  });

  it.each([
    undefined,
    '',
    '*/*',
    'application/json',
    'application/graphql-response+json, application/json, text/event-stream, multipart/mixed',
    'text/event-stream;q=0.5, application/json',
    'text/event-stream;q=0',
    'text/event-stream;q=x',
    'multipart/mixed',
    'multipart/mixed;deferSpec=20220824,application/json',
    'multipart/mixed;subscriptionSpec=2.0,application/json',
    'text/html,application/xhtml+xml,*/*;q=0.8',
    'text/event-streams',
  ])('one answer otherwise: %s', (accept) => {
    expect(wantedFormat(accept)).toBeUndefined();
  });
});
