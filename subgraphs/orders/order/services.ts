import type { Limiter } from '@depachika/background/limiter.ts';
import type { ServiceDependencies } from '@depachika/domain/subgraph.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import type { CartStore } from '../cart/cart-store.ts';
import type { OrdersConfig } from '../config.ts';
import type { DomainClients } from './domain-clients.ts';
import type { OrderReader } from './order-reader.ts';

/** What the boundary is given. */
export type OrdersDependencies = ServiceDependencies & DomainClients & { readonly config: OrdersConfig };

/** What use cases work with: the boundary's dependencies and what it made of them. */
export type OrdersServices = OrdersDependencies & {
  readonly outbox: Outbox;
  readonly orders: OrderReader;
  readonly carts: CartStore;
  /** Bounds the orders that are being placed at once. Throws RpcError RESOURCE_EXHAUSTED when too many wait. */
  readonly placing: Limiter;
};
