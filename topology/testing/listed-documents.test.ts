import { readdirSync } from 'node:fs';
import { operationList } from '@depachika/router/admission/persisted/operation-list.ts';
import { trustedOperations } from '@depachika/schema/trusted-operations.ts';
import { expect, it } from 'vitest';

const FOLDER = new URL('../../web/generated/operations/', import.meta.url);

it('every operation that pages send is on the list of the router, in the text that they send', async () => {
  const list = operationList(trustedOperations());
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
  const modules = await Promise.all(files.map((file) => import(new URL(file, FOLDER).href)));
  const sent = modules.flatMap((module) => Object.values(module).filter(isOperation));
  expect(sent.length).toBe(list.size);
  expect(sent.filter(({ query }) => !list.hasText(query, 2_000)).map(({ name }) => name)).toEqual([]);
});

it('a listed operation is called by its name', () => {
  const list = operationList(trustedOperations());
  expect(list.textOf('PlaceOrder')).toMatch(/^mutation PlaceOrder\b/);
});

function isOperation(value: unknown): value is { readonly name: string; readonly query: string } {
  return typeof value === 'object' && value !== null && 'query' in value && 'name' in value;
}
