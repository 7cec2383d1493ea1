import type { Clock } from '@depachika/clock/clock.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { DeliveryService } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { PaymentService } from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import type { Logger } from 'pino';
import type { DomainClients } from '../order/domain-clients.ts';
import { createDeliveryDouble } from './delivery-double.ts';
import { createInventoryDouble } from './inventory-double.ts';
import { createMisbehaviours } from './misbehaviour.ts';
import { createPaymentsDouble } from './payments-double.ts';
import { createProductsDouble } from './products-double.ts';
import { createUsersDouble } from './users-double.ts';

/**
 * The other domains as far as placing orders goes, in memory; their holds keep the contract of holds. Messages go
 * through the real codec.
 */
export function createDomainClientsDouble(clock: Clock, logger: Logger) {
  const users = createUsersDouble();
  const products = createProductsDouble();
  const inventory = createInventoryDouble(clock);
  const delivery = createDeliveryDouble(clock);
  const payments = createPaymentsDouble(clock);
  const misbehaviours = createMisbehaviours();
  const routes = [users.route, products.route, inventory.route, delivery.route, payments.route];

  return {
    stock: inventory.stock,
    takenFrom: inventory.takenFrom,
    prices: products.prices,
    addresses: users.addresses,
    contacts: users.contacts,
    merged: users.merged,
    slots: delivery.slots,
    points: payments.points,
    prepared: payments.prepared,
    attempts: payments.attempts,
    calls: misbehaviours.calls,
    misbehave: misbehaviours.misbehave,
    /** Keys under which something is held, by kind. */
    held() {
      const prepared = [...payments.prepared].flatMap(([id, { status }]) =>
        status === 'PREPARED' ? [id] : [],
      );
      return {
        stock: inventory.holds.held(),
        slots: delivery.holds.held(),
        points: payments.holds.held(),
        payments: prepared,
      };
    },
    /** As the domains' background jobs do: holds past their expiry give back what they held. */
    endOverdueHolds() {
      for (const { holds } of [inventory, delivery, payments]) holds.endOverdue();
    },
    /** Clients for one process of orders; a process that died gets no answer any more. */
    clients(): DomainClients & { cut(): void } {
      const process = { isCut: false };
      const rpc = directRpc();
      rpc.serve(
        routes.map((route) => misbehaviours.routeFor(process, route)),
        logger,
      );
      const { client } = rpc.connector(serviceCaller('orders'));
      return {
        users: client(UserService),
        products: client(ProductService),
        inventory: client(InventoryService),
        delivery: client(DeliveryService),
        payments: client(PaymentService),
        cut() {
          process.isCut = true;
        },
      };
    },
  };
}
