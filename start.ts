import { serviceCaller } from '@depachika/identity/caller.ts';
import { DeliveryService } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { PaymentService } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { refuseTaken } from '@depachika/service/ports.ts';
import { personAt, untilStopped } from '@depachika/service/until-stopped.ts';
import { readRouterConfig } from './router/config.ts';
import type { DomainName } from './schema/services.ts';
import { analyticsSubgraph } from './subgraphs/analytics/analytics.ts';
import { deliveryConfig } from './subgraphs/delivery/config.ts';
import { deliverySubgraph } from './subgraphs/delivery/delivery.ts';
import { inventoryConfig } from './subgraphs/inventory/config.ts';
import { inventorySubgraph } from './subgraphs/inventory/inventory.ts';
import { notificationsConfig } from './subgraphs/notifications/config.ts';
import { notificationsSubgraph } from './subgraphs/notifications/notifications.ts';
import { ordersConfig } from './subgraphs/orders/config.ts';
import { ordersSubgraph } from './subgraphs/orders/orders.ts';
import { paymentsConfig } from './subgraphs/payments/config.ts';
import { paymentsSubgraph } from './subgraphs/payments/payments.ts';
import { productsConfig } from './subgraphs/products/config.ts';
import { productsSubgraph } from './subgraphs/products/products.ts';
import { usersConfig } from './subgraphs/users/config.ts';
import { usersSubgraph } from './subgraphs/users/users.ts';
import type { ComposedShop } from './topology/embedded/composed-shop.ts';
import { embeddedConfig } from './topology/embedded/config.ts';
import { earlyDatabase } from './topology/embedded/early-database.ts';
import type { EmbeddedPlatform } from './topology/embedded/platform.ts';
import { portsOf } from './topology/embedded/ports.ts';
import { progressOn } from './topology/embedded/progress.ts';
import { startShop } from './topology/embedded/start-shop.ts';

// The whole shop in one process: router, eight domains, relays and consumers over one database.

await untilStopped(
  personAt(process),
  async ({ onStop }) => {
    onStop(async () => (await earlyDatabase?.database.catch(() => undefined))?.close());
    const config = embeddedConfig();
    const readReplicas = config.databaseReadUrl !== undefined;
    const routerConfig = { ...readRouterConfig(), readReplicas };
    const domainConfigs = readDomainConfigs();
    await refuseTaken(portsOf(config, routerConfig));
    process.stdout.write('Depachika is starting.\n');
    await startShop({
      config,
      routerConfig,
      compose: (platform) => composeShop(platform, domainConfigs),
      progress: progressOn(process.stdout),
      onStop,
    });
  },
  { stopTimeoutMs: 4_500 },
);

type DomainConfigs = ReturnType<typeof readDomainConfigs>;

/** All before anything is touched: a wrong value must not be found half-way. */
function readDomainConfigs() {
  return {
    products: productsConfig(),
    users: usersConfig(),
    inventory: inventoryConfig(),
    delivery: deliveryConfig(),
    payments: paymentsConfig(),
    orders: ordersConfig(),
    notifications: notificationsConfig(),
  };
}

function composeShop(platform: EmbeddedPlatform, configs: DomainConfigs): ComposedShop {
  const domains = composeDomains(platform, configs);
  const { products, users, payments, notifications } = domains;
  return {
    subgraphs: domains,
    routes: { products: products.routes, users: users.routes },
    accessTokenKeys: users.jwks,
    isSessionActive: users.isSessionActive,
    openSessions: users.openSessions,
    paymentWebhook: payments.webhook,
    challenges: payments.challenge,
    pictures: products.images.handle,
    uploads: products.uploads,
    files: products.files,
    localMail: notifications.localMail,
  };
}

function composeDomains(platform: EmbeddedPlatform, configs: DomainConfigs) {
  const { dependencies: deps } = platform;
  const calls = (name: DomainName) => platform.rpc.connector(serviceCaller(name));
  const fromOrders = calls('orders');
  const fromDelivery = calls('delivery');
  return {
    products: productsSubgraph({
      ...deps.products,
      config: configs.products,
      delivery: calls('products').client(DeliveryService),
    }),
    users: usersSubgraph({
      ...deps.users,
      config: configs.users,
      orders: calls('users').client(OrderService),
    }),
    inventory: inventorySubgraph({
      ...deps.inventory,
      config: configs.inventory,
      products: calls('inventory').client(ProductService),
    }),
    delivery: deliverySubgraph({
      ...deps.delivery,
      config: configs.delivery,
      products: fromDelivery.client(ProductService),
      inventory: fromDelivery.client(InventoryService),
      users: fromDelivery.client(UserService),
      orders: fromDelivery.client(OrderService),
      payments: fromDelivery.client(PaymentService),
    }),
    payments: paymentsSubgraph({ ...deps.payments, config: configs.payments }),
    orders: ordersSubgraph({
      ...deps.orders,
      config: configs.orders,
      products: fromOrders.client(ProductService),
      users: fromOrders.client(UserService),
      inventory: fromOrders.client(InventoryService),
      delivery: fromOrders.client(DeliveryService),
      payments: fromOrders.client(PaymentService),
    }),
    analytics: analyticsSubgraph(deps.analytics),
    notifications: notificationsSubgraph({
      ...deps.notifications,
      config: configs.notifications,
      users: calls('notifications').client(UserService),
      orders: calls('notifications').client(OrderService),
    }),
  };
}
