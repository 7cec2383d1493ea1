/** The domains, as DESIGN names their ports and schemas; every topology and every tool reads this list. */
export interface DomainService {
  readonly name: DomainName;
  readonly httpPort: number;
  /** Absent where no other domain asks it anything. */
  readonly rpcPort?: number;
  /** Its schema in PostgreSQL. */
  readonly databaseSchema: string;
}

export type DomainName =
  | 'products'
  | 'orders'
  | 'users'
  | 'payments'
  | 'inventory'
  | 'delivery'
  | 'analytics';

export const DOMAIN_SERVICES: readonly DomainService[] = [
  { name: 'products', httpPort: 9091, rpcPort: 9191, databaseSchema: 'catalog' },
  { name: 'orders', httpPort: 9092, rpcPort: 9192, databaseSchema: 'orders' },
  { name: 'users', httpPort: 9103, rpcPort: 9203, databaseSchema: 'users' },
  { name: 'payments', httpPort: 9104, rpcPort: 9204, databaseSchema: 'payments' },
  { name: 'inventory', httpPort: 9105, rpcPort: 9205, databaseSchema: 'inventory' },
  { name: 'delivery', httpPort: 9106, rpcPort: 9206, databaseSchema: 'delivery' },
  { name: 'analytics', httpPort: 9107, databaseSchema: 'analytics' },
];

export const ROUTER_PORT = 8080;
