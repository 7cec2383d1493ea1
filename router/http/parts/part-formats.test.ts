import { describe, expect, it } from 'vitest';
import { DEFER_20220824, INCREMENTAL_V0_2, wantedParts } from './part-formats.ts';

describe('the format of parts that a client likes best', () => {
  it.each([
    ['multipart/mixed;deferSpec=20220824,application/json;q=0.9', DEFER_20220824],
    ['multipart/mixed; deferSpec="20220824", application/graphql-response+json', DEFER_20220824],
    ['multipart/mixed;incrementalSpec=v0.2,application/json;q=0.9', INCREMENTAL_V0_2],
    ['multipart/mixed;deferSpec=20220824;q=0.5,multipart/mixed;incrementalSpec=v0.2', INCREMENTAL_V0_2],
    ['application/json, multipart/mixed;deferSpec=20220824', undefined],
    ['multipart/mixed;deferSpec=20220824;q=0.1, application/json', undefined],
    ['multipart/mixed;deferSpec=20990101, application/json', undefined],
    ['multipart/mixed', undefined],
    ['*/*', undefined],
    [undefined, undefined],
  ])('%s', (accept, format) => {
    expect(wantedParts(accept)).toBe(format);
  });
});

describe('the newer format', () => {
  const part = { id: '0', path: ['a'], label: 'x' };

  it('tells nothing that its client has', () => {
    const finished = [{ part, answer: { data: { b: 1, c: 2 } }, known: new Set(['b']) }];
    expect(INCREMENTAL_V0_2.later({ finished, begun: [], hasNext: false })).toEqual({
      incremental: [{ id: '0', data: { c: 2 } }],
      completed: [{ id: '0' }],
      hasNext: false,
    });
  });

  it('names what is pending by it, and says only that it is over where nothing is left to be told', () => {
    const finished = [{ part, answer: { data: { b: 1 } }, known: new Set(['b']) }];
    const begun = [{ id: '1', path: [], label: undefined }];
    expect(INCREMENTAL_V0_2.later({ finished, begun, hasNext: true })).toEqual({
      pending: [{ id: '1', path: [] }],
      completed: [{ id: '0' }],
      hasNext: true,
    });
  });
});
