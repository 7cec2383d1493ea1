import type { Clock } from '@depachika/clock/clock.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { rpcRoute } from '@depachika/rpc/rpc.ts';
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

/**
 * The other domains as far as placing orders goes, in memory; their holds keep the contract of holds. Messages go
 * through the real codec.
 */
export function createDomainClientsDouble(clock: Clock, logger: Logger) {
  const prices = new Map<string, { priceYen: number; sellable: boolean; taxRatePercent: 8 | 10 }>();
  const addresses = new Map<string, { ownerId: string; point: boolean }>();
  const inventory = createInventoryDouble(clock);
  const delivery = createDeliveryDouble(clock);
  const payments = createPaymentsDouble(clock);
  const misbehaviours = createMisbehaviours();
  const routes = [
    rpcRoute(UserService, {
      getAddress: async ({ ownerId, addressId }) => {
        const found = addresses.get(addressId);
        if (found?.ownerId !== ownerId) return {};
        const point = found.point ? { latitude: 35.681, longitude: 139.774 } : undefined;
        return { address: { ...ADDRESS, id: addressId, point } };
      },
    }),
    rpcRoute(ProductService, {
      getVariants: async ({ variantIds }) => ({
        variants: variantIds.flatMap((id) => {
          const known = prices.get(id);
          return known ? [{ ...VARIANT, id, ...known }] : [];
        }),
      }),
    }),
    inventory.route,
    delivery.route,
    payments.route,
  ];

  return {
    stock: inventory.stock,
    prices,
    addresses,
    slots: delivery.slots,
    points: payments.points,
    prepared: payments.prepared,
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

const VARIANT = {
  productId: newId('prd'),
  sku: 'WA-0001-01',
  nameJa: '羊羹',
  nameEn: 'Yokan',
  optionLabel: '',
  imageUrl: '',
};

const ADDRESS = {
  recipientName: '清水 花子',
  recipientKana: 'シミズ ハナコ',
  phone: '0312345678',
  postalCode: '1030027',
  prefecture: '東京都',
  municipality: '中央区',
  street: '日本橋1-1',
  building: '',
};
