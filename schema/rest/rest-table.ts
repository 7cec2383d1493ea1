import type { RestOperation } from './rest-operation.ts';
import { ACCOUNT } from './table/account.ts';
import { CART } from './table/cart.ts';
import { CATALOGUE } from './table/catalogue.ts';
import { DELIVERY } from './table/delivery.ts';
import { ORDERS } from './table/orders.ts';

/**
 * Everything that a storefront or a partner does over REST, one row for each. The document is generated from it (`npm run
 * schema`), and the router answers by it. What only staff do is asked of the graph.
 */
export const REST_TABLE: readonly RestOperation[] = [
  ...CATALOGUE,
  ...CART,
  ...ORDERS,
  ...DELIVERY,
  ...ACCOUNT,
];
