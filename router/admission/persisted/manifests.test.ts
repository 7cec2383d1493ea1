import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifests } from './manifests.ts';
import { OperationListRefused, operationList } from './operation-list.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'depachika-manifests-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function manifest(content: unknown): string {
  const file = join(folder, 'manifest.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const listOf = (content: unknown) => operationList(readManifests([manifest(content)]));
const apollo = (operations: unknown) => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations,
});

describe('a manifest', () => {
  it('may be Apollo’s', () => {
    const operation = { id: 'a1', name: 'Me', type: 'query', body: 'query Me { me }' };
    expect(listOf(apollo([operation])).textOf('a1')).toBe(operation.body);
  });

  it('may be Relay’s', () => {
    expect(listOf({ a1: 'query Me { me }', b2: '{ you }' }).textOf('b2')).toBe('{ you }');
  });

  it('may be empty', () => {
    expect(listOf({}).size).toBe(0);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{ a', /holds no JSON/],
    ['a list', [], /one JSON object/],
    [
      'another format',
      { format: 'other', version: 1, operations: [] },
      /format "apollo-persisted-query-manifest"/,
    ],
    ['another version', { ...apollo([]), version: 2 }, /version 1/],
    ['no operations', apollo(undefined), /a list at operations/],
    ['an operation that is none', apollo([7]), /at operations\[0\]/],
    ['no id', apollo([{ body: '{ me }' }]), /an id of 1 to 200 characters at operations\[0\]/],
    ['no text', apollo([{ id: 'a' }]), /text of an operation at operations\[0\]\.body/],
    ['a text that is none', { a1: 'query {' }, /at "a1", holds no GraphQL document/],
    ['an object in place of a text', { a1: {} }, /at "a1"/],
  ])('is refused by the name of its file with %s', (_, content, told) => {
    expect(() => listOf(content)).toThrow(OperationListRefused);
    expect(() => listOf(content)).toThrow(told);
    expect(() => listOf(content)).toThrow(folder);
  });

  it('is refused where it is not there', () => {
    expect(() => readManifests([join(folder, 'none.json')])).toThrow(/none\.json cannot be read/);
  });
});
