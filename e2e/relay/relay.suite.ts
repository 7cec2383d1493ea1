import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql';
import { createClient } from 'graphql-ws';
import {
  type ConcreteRequest,
  commitMutation,
  Environment,
  fetchQuery,
  getSingularSelector,
  Network,
  Observable,
  type ReaderFragment,
  RecordSource,
  requestSubscription,
  Store,
} from 'relay-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Buyer, lastSlot, newBuyer, placeOrder } from '../support/buyer.ts';
import { newProduct, receive } from '../support/catalogue.ts';
import { logIn, type Shop } from '../support/shop.ts';
import type { Json } from '../support/shop-client.ts';
import { type CompiledPage, compilePage } from './compiled-page.ts';

// Relay as its documents set it up: its compiler over the graph of the running shop, its runtime over HTTP and graphql-ws.

const PAGE = `
import { graphql } from 'relay-runtime';

export const query = graphql\`
  query shelfQuery($first: Int!) {
    ...shelf_products @arguments(first: $first)
    categories { id nameJa }
  }\`;

export const list = graphql\`
  fragment shelf_products on Query
  @argumentDefinitions(first: { type: "Int!" }, after: { type: "String" })
  @refetchable(queryName: "shelfNextPageQuery") {
    products(first: $first, after: $after) @connection(key: "shelf_products") {
      edges { node { id ...shelf_product } }
    }
  }\`;

export const product = graphql\`
  fragment shelf_product on Product { nameJa minPriceYen variants { id stock { available } } }\`;

export const card = graphql\`
  fragment shelf_card on Product @refetchable(queryName: "shelfCardRefetchQuery") {
    nameEn variants { stock { available } } }\`;

export const receipt = graphql\`
  fragment shelf_receipt on Order @refetchable(queryName: "shelfReceiptRefetchQuery") {
    status totalYen shipments { id } }\`;

export const put = graphql\`
  mutation shelfPutMutation($input: SetCartLineInput!) {
    setCartLine(input: $input) {
      __typename
      ... on SetCartLineSuccess { cart { pieces } }
      ... on Problem { message }
    }
  }\`;

export const follow = graphql\`
  subscription shelfFollowSubscription($orderId: ID!) {
    orderStatusChanged(orderId: $orderId, since: 0) { version to order { id status } }
  }\`;
`;

export function describeRelay(rested: () => Promise<Shop>): void {
  describe('Relay', () => {
    let shop: Shop;
    let buyer: Buyer;
    let page: CompiledPage;
    let sdl: string;
    let relay: Environment;
    let disconnect: () => void;

    beforeAll(async () => {
      shop = await rested();
      buyer = await newBuyer(shop);
      const { data } = await shop.client().graphql(getIntrospectionQuery());
      sdl = printSchema(buildClientSchema(data));
      page = await compilePage({ sdl, name: 'shelf', source: PAGE });
      ({ relay, disconnect } = relayFor(buyer));
    });
    afterAll(async () => {
      disconnect?.();
      await page?.remove();
    });

    function relayFor({ token }: Buyer): { relay: Environment; disconnect: () => void } {
      const headers = { authorization: `Bearer ${token}` };
      const socket = createClient({
        url: shop.graphqlUrl().replace('http', 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: headers,
      });
      const network = Network.create(
        async ({ text }, variables) => {
          const response = await fetch(shop.graphqlUrl(), {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body: JSON.stringify({ query: text, variables }),
          });
          return (await response.json()) as Json;
        },
        ({ text, name }, variables) =>
          Observable.create((sink) =>
            socket.subscribe({ query: text!, operationName: name, variables }, sink as Json),
          ),
      );
      const environment = new Environment({ network, store: new Store(new RecordSource()) });
      return { relay: environment, disconnect: () => socket.dispose() };
    }

    it('lists products, and adds the next page to the same connection of its store', async () => {
      const root = await fetchQuery(relay, page.artifact<ConcreteRequest>('shelfQuery'), {
        first: 2,
      }).toPromise();
      const fragment = page.artifact<ReaderFragment>('shelf_products');
      const read = () => (relay.lookup(getSingularSelector(fragment, root)! as Json) as Json).data.products;
      const { edges, pageInfo } = read();
      expect([edges.length, pageInfo.hasNextPage]).toEqual([2, true]);
      const next = page.artifact<ConcreteRequest>('shelfNextPageQuery');
      await fetchQuery(relay, next, { first: 2, after: pageInfo.endCursor }).toPromise();
      const ids = read().edges.map(({ node }: Json) => node.id);
      expect(new Set(ids).size).toBe(4);
      expect(ids.slice(0, 2)).toEqual(edges.map(({ node }: Json) => node.id));
    });

    it('puts a product into the cart', async () => {
      const { variantId } = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 1 });
      const mutation = page.artifact<ConcreteRequest>('shelfPutMutation');
      const answer = await new Promise<Json>((resolve, reject) => {
        commitMutation(relay, {
          mutation,
          variables: { input: { variantId, quantity: 1 } },
          onCompleted: resolve,
          onError: reject,
        });
      });
      expect(answer.setCartLine).toMatchObject({ __typename: 'SetCartLineSuccess', cart: { pieces: 1 } });
    });

    it('follows an order', async () => {
      const product = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 1 });
      const { id: slotId } = await lastSlot(buyer);
      const { id: orderId } = await placeOrder(buyer, { ...product, slotId });
      const subscription = page.artifact<ConcreteRequest>('shelfFollowSubscription');
      const seen: Json[] = [];
      const following = requestSubscription(relay, {
        subscription,
        variables: { orderId },
        onNext: (event: Json) => seen.push(event.orderStatusChanged.to),
      });
      await expect.poll(() => seen).toEqual(['PENDING', 'CONFIRMED']);
      following.dispose();
    });

    it('fetches an entity again by its id alone, and has it changed in its store', async () => {
      const staff = await logIn(shop, 'staff@example.jp');
      const { productId, ...product } = await newProduct(staff, { pieces: 1 });
      const refetch = page.artifact<ConcreteRequest>('shelfCardRefetchQuery');
      const card = page.artifact<ReaderFragment>('shelf_card');
      const fetchAgain = async () => {
        const answer = (await fetchQuery(relay, refetch, { id: productId }).toPromise()) as Json;
        return (relay.lookup(getSingularSelector(card, answer.node)! as Json) as Json).data;
      };
      const before = await fetchAgain();
      expect(before).toMatchObject({ nameEn: 'Test dorayaki', variants: [{ stock: { available: 1 } }] });
      await receive(staff, { productId, ...product }, 4);
      expect((await fetchAgain()).variants).toEqual([{ stock: { available: 5 } }]);
    });

    it('fetches an order of the buyer again, and has nothing of what is nobody’s', async () => {
      const product = await newProduct(await logIn(shop, 'staff@example.jp'), { pieces: 1 });
      const { id: slotId } = await lastSlot(buyer);
      const { id } = await placeOrder(buyer, { ...product, slotId });
      const refetch = page.artifact<ConcreteRequest>('shelfReceiptRefetchQuery');
      const receipt = page.artifact<ReaderFragment>('shelf_receipt');
      const answer = (await fetchQuery(relay, refetch, { id }).toPromise()) as Json;
      const { data } = relay.lookup(getSingularSelector(receipt, answer.node)! as Json) as Json;
      expect(data.totalYen).toBeGreaterThan(product.priceYen);
      const stranger = relayFor(await newBuyer(shop));
      const nothing = (await fetchQuery(stranger.relay, refetch, { id }).toPromise()) as Json;
      stranger.disconnect();
      expect(nothing).toEqual({ node: null });
    });

    it('is told by its compiler what the graph does not have', async () => {
      const source = PAGE.replace('minPriceYen', 'priceInYen');
      await expect(compilePage({ sdl, name: 'shelf', source })).rejects.toThrow('priceInYen');
    });
  });
}
