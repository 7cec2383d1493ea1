import { readdirSync, readFileSync } from 'node:fs';
import { operationList } from '@depachika/router/admission/persisted/operation-list.ts';
import { trustedOperations } from '@depachika/schema/trusted-operations.ts';
import { expect, it } from 'vitest';

const FOLDER = new URL('../../web/generated/operations/', import.meta.url);

it('every operation that pages send is on the list of the router, in the text that they send', () => {
  const list = operationList(trustedOperations());
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
  const sent = files.flatMap((file) => operationsIn(readFileSync(new URL(file, FOLDER), 'utf8')));
  expect(sent.length).toBe(list.size);
  expect(sent.filter(({ query }) => !list.hasText(query, 2_000)).map(({ name }) => name)).toEqual([]);
});

it('a listed operation is called by its name', () => {
  const list = operationList(trustedOperations());
  expect(list.textOf('PlaceOrder')).toMatch(/^mutation PlaceOrder\b/);
});

/** Generated modules hold each operation as JSON, on a line of its own. */
function operationsIn(module: string): { readonly name: string; readonly query: string }[] {
  return module.split('\n').flatMap((line) => {
    const [, json] = /^export const \w+: TypedOperation<.*?> = (\{.*\});?$/.exec(line) ?? [];
    return json === undefined ? [] : [JSON.parse(json)];
  });
}
