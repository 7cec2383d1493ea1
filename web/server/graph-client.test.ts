import { describe, expect, it } from 'vitest';
import { OrderPage } from '../generated/operations/order-page.ts';
import { SearchPage } from '../generated/operations/search-page.ts';
import { graphClient } from './graph-client.ts';

const NOBODY = {
  address: '192.0.2.1',
  requestId: 'req_of_a_test',
  accessToken: async () => undefined,
  forget: async () => {},
};

const clientOf = (answer: object) =>
  graphClient(async () => ({ status: 200, body: JSON.stringify(answer) }), NOBODY, {
    language: 'ja',
    signal: AbortSignal.timeout(10_000),
  });

const away = (...path: string[]) => ({ message: 'away', path, extensions: { code: 'SUBGRAPH_UNAVAILABLE' } });
const order = { id: 'ord_1' };

describe('a page of one thing', () => {
  it('is shown without what else it asks for, while that is away', async () => {
    const graph = clientOf({ data: { order, shop: null }, errors: [away('shop')] });
    expect(await graph.askWhole(OrderPage, { id: 'ord_1' }, 'order')).toEqual({ order, shop: null });
  });

  it('is refused while the thing is away, and not taken for one that is not there', async () => {
    const graph = clientOf({ data: { order: null, shop: null }, errors: [away('shop'), away('order')] });
    await expect(graph.askWhole(OrderPage, { id: 'ord_1' }, 'order')).rejects.toMatchObject({
      init: { status: 503 },
    });
    const gone = clientOf({ data: { order: null, shop: null }, errors: [away('shop')] });
    expect((await gone.askWhole(OrderPage, { id: 'ord_1' }, 'order')).order).toBeNull();
  });

  it('of which each part is needed is refused while one is away', async () => {
    const graph = clientOf({ data: { searchProducts: {}, searchHelp: null }, errors: [away('searchHelp')] });
    await expect(graph.askWhole(SearchPage, {} as never)).rejects.toMatchObject({ init: { status: 503 } });
  });
});

it('a text that no domain may look at is the mistake of whoever sent it, and its field is told', async () => {
  const graph = clientOf({
    errors: [{ message: 'NUL', extensions: { code: 'BAD_USER_INPUT', field: 'input.street' } }],
  });
  await expect(graph.ask(OrderPage, { id: 'ord_1' })).rejects.toMatchObject({
    init: { status: 422 },
    data: { code: 'BAD_USER_INPUT', field: 'input.street' },
  });
});
