/** The domains with their ports and schemas; every topology and every tool reads this list. */
export interface DomainService {
  readonly name: DomainName;
  readonly httpPort: number;
  /** Absent where no other domain asks it anything. */
  readonly rpcPort?: number;
  /** The gRPC service that it answers on that port. */
  readonly rpcContract?: string;
  /** Its schema in PostgreSQL. */
  readonly databaseSchema: string;
  /** False where it only hears of events: it has no outbox. */
  readonly publishes: boolean;
}

export type DomainName =
  | 'products'
  | 'orders'
  | 'users'
  | 'payments'
  | 'inventory'
  | 'delivery'
  | 'analytics'
  | 'notifications';

export const DOMAIN_SERVICES: readonly DomainService[] = [
  {
    name: 'products',
    httpPort: 9091,
    rpcPort: 9191,
    rpcContract: 'depachika.products.v1.ProductService',
    databaseSchema: 'catalog',
    publishes: true,
  },
  {
    name: 'orders',
    httpPort: 9092,
    rpcPort: 9192,
    rpcContract: 'depachika.orders.v1.OrderService',
    databaseSchema: 'orders',
    publishes: true,
  },
  {
    name: 'users',
    httpPort: 9103,
    rpcPort: 9203,
    rpcContract: 'depachika.users.v1.UserService',
    databaseSchema: 'users',
    publishes: true,
  },
  {
    name: 'payments',
    httpPort: 9104,
    rpcPort: 9204,
    rpcContract: 'depachika.payments.v1.PaymentService',
    databaseSchema: 'payments',
    publishes: true,
  },
  {
    name: 'inventory',
    httpPort: 9105,
    rpcPort: 9205,
    rpcContract: 'depachika.inventory.v1.InventoryService',
    databaseSchema: 'inventory',
    publishes: true,
  },
  {
    name: 'delivery',
    httpPort: 9106,
    rpcPort: 9206,
    rpcContract: 'depachika.delivery.v1.DeliveryService',
    databaseSchema: 'delivery',
    publishes: true,
  },
  { name: 'analytics', httpPort: 9107, databaseSchema: 'analytics', publishes: false },
  { name: 'notifications', httpPort: 9108, databaseSchema: 'notifications', publishes: false },
];

export const ROUTER_PORT = 8080;

/** What of the graph the router answers itself, by asking domains: `nodes/nodes.graphql`. */
export const NODES_SUBGRAPH = 'nodes';

/** As issuer of customers' identities, and as a caller of domains. */
export const ROUTER_SERVICE = 'router';

/** What renders the shop's pages. */
export const WEB_SERVICE = 'web';

/** Where it answers the router, as a process of its own; nobody else is answered there. */
export const WEB_PORT = 9110;

/** Where it tells its metrics then, unless `METRICS_PORT` says otherwise. */
export const WEB_METRICS_PORT = 9111;

/** Where the router, or the whole shop in one process, tells its metrics, unless `METRICS_PORT` says otherwise. */
export const METRICS_PORT = 9109;
