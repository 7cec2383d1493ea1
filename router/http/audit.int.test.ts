import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

let toy: ToyRouter;
beforeAll(async () => {
  toy = await startToyRouter();
});
afterAll(() => toy.close());

/** What the router does otherwise, by the audit's own number; docs/router-pipeline.md says why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  '5A70': 'MAY accept application/x-www-form-urlencoded formatted GET requests',
};

/** The address is known when the tests run; what there is to ask does not depend on it. */
const audits = serverAudits({ url: () => toy.url, fetchFn: fetch });

describe('GraphQL over HTTP', () => {
  it.each(audits.map(({ id, name, fn }) => [name, id, fn] as const))('%s (%s)', async (name, id, ask) => {
    const result = await ask();
    const said = result.status === 'ok' ? undefined : `${result.reason}: ${result.response.status}`;
    if (Object.hasOwn(OTHERWISE, id)) expect([name, said]).toEqual([OTHERWISE[id], expect.any(String)]);
    else expect(said).toBeUndefined();
  });

  it('has no duty that the router does not do, and the rest is named', () => {
    const names = new Map(audits.map(({ id, name }) => [id, name]));
    for (const [id, name] of Object.entries(OTHERWISE)) expect([name, names.get(id)]).toEqual([name, name]);
    expect(Object.values(OTHERWISE).filter((name) => name.startsWith('MUST'))).toEqual([]);
    expect(audits.length).toBeGreaterThan(60);
  });
});
