import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Gates, gatedTransports } from '../../testing/gated-transport.ts';
import { askInParts } from '../../testing/read-parts.ts';
import { startToyRouter, type ToyRouter } from '../../testing/toy-router.ts';

let gates: Gates;
let toy: ToyRouter;
beforeEach(async () => {
  gates = gatedTransports();
  toy = await startToyRouter({ transport: gates.transport });
});
afterEach(() => toy.close());

const OLDER = 'deferSpec=20220824';
const NEWER = 'incrementalSpec=v0.2';
const ask = (query: string, spec = OLDER, variables = {}) =>
  askInParts(toy.url, { query, variables }, { spec });
const QUERY = '{ product(id: "p1") { id ... @defer(label: "stock") { stock { available } } } }';

describe('an answer in parts', () => {
  it('has its first part before the second is there', async () => {
    gates.hold('inventory');
    const answer = await ask(QUERY);
    expect(answer.response.headers.get('content-type')).toContain(OLDER);
    console.log(await answer.next());
    gates.release('inventory');
    console.log(JSON.stringify(await answer.rest()));
    const n = await ask(QUERY, NEWER);
    console.log(JSON.stringify(await n.rest()));
  });
});
