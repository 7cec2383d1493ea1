import { describe, expect, it } from 'vitest';
import { operationReference } from './operation-reference.ts';

const persistedQuery = { version: 1, sha256Hash: 'ab' };

describe('what a request calls its operation by', () => {
  it.each([
    ['Apollo’s hash', { extensions: { persistedQuery } }, { kind: 'hash', hash: 'ab' }],
    [
      'the hash before an id',
      { documentId: 'x', extensions: { persistedQuery } },
      { kind: 'hash', hash: 'ab' },
    ],
    [
      'the hash of the text beside it',
      { query: '{ a }', extensions: { persistedQuery } },
      { kind: 'hash', hash: 'ab' },
    ],
    ['a document id', { documentId: 'sha256:cd' }, { kind: 'id', id: 'cd' }],
    ['Relay’s doc_id, with an empty text', { doc_id: 'cd', query: '' }, { kind: 'id', id: 'cd' }],
    ['Relay’s id', { id: 'cd', extensions: null }, { kind: 'id', id: 'cd' }],
  ])('is %s', (_, parameters, reference) => {
    expect(operationReference(parameters)).toEqual(reference);
  });

  it.each([
    ['a text alone', { query: '{ a }', extensions: {} }],
    ['a text that has an id beside it', { query: '{ a }', id: 'cd' }],
    ['nothing', { id: '', documentId: 3, extensions: 'x' }],
    ['no hash', { query: '{ a }', extensions: { persistedQuery: null } }],
  ])('is nothing where there is %s', (_, parameters) => {
    expect(operationReference(parameters)).toBeUndefined();
  });

  it.each([
    ['version', true],
    ['version', { sha256Hash: 'ab', version: 2 }],
    ['sha256Hash', { version: 1 }],
    ['sha256Hash', { version: 1, sha256Hash: 7 }],
  ])('cannot be read without its %s', (name, wrong) => {
    const reference = operationReference({ extensions: { persistedQuery: wrong } });
    expect(reference).toEqual({ kind: 'unreadable', message: expect.stringContaining(name) });
  });
});
