import type { ServiceDependencies } from '@depachika/graphql/subgraph.ts';
import type { Outbox } from '@depachika/outbox/outbox.ts';
import type { Admission } from './admission.ts';
import type { CartStore } from './cart-store.ts';
import type { OrdersConfig } from './config.ts';
import type { Neighbours } from './neighbours.ts';
import type { OrderReader } from './order-reader.ts';

/** What the boundary is given. */
export type OrdersDependencies = ServiceDependencies & Neighbours & { readonly config: OrdersConfig };

/** What use cases work with: the boundary's dependencies and what it made of them. */
export type OrdersServices = OrdersDependencies & {
  readonly outbox: Outbox;
  readonly orders: OrderReader;
  readonly carts: CartStore;
  readonly admission: Admission;
  /** Looks at once for late payments, instead of at the next sweep. */
  readonly lateChannel: string;
};
