import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Clock } from '@depachika/clock/clock.ts';
import { serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { RpcError, type RpcRoute, rpcRoute } from '@depachika/rpc/rpc.ts';
import {
  DeliveryService,
  SlotUnavailable_Reason,
} from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import {
  Method,
  PaymentService,
} from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import { ProductService } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import type { Logger } from 'pino';
import type { DomainClients } from '../order/domain-clients.ts';
import { holdBook } from './hold-book.ts';

/** How a method misbehaves once: fails without effect, answers nothing though it had its effect, is delivered twice. */
export type Misbehaviour = 'fails' | 'answerLost' | 'twice';

/**
 * The other domains as far as placing orders goes, in memory; their holds keep the contract of holds. Messages go
 * through the real codec.
 */
export function domainClientsDouble(clock: Clock, logger: Logger) {
  const stock = new Map<string, number>();
  const prices = new Map<string, { priceYen: number; sellable: boolean; taxRatePercent: 8 | 10 }>();
  const addresses = new Map<string, { ownerId: string; point: boolean }>();
  const slots = new Map<string, { places: number; cutOffAt: Date; closed: boolean }>();
  const points = new Map<string, number>();
  const prepared = new Map<
    string,
    { paymentId: string; amountYen: number; status: 'PREPARED' | 'ABANDONED' }
  >();
  const holds = {
    /** The lines as text, to compare. */
    stock: holdBook<string>(clock),
    /** Ids of slots. */
    slots: holdBook<string>(clock),
    points: holdBook<number>(clock),
  };
  const misbehaviours = new Map<string, { how: Misbehaviour; left: number }>();
  const calls: string[] = [];

  const routes: RpcRoute[] = [
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
    rpcRoute(InventoryService, {
      reserveStock: async ({ key, lines, expiresAt }) => {
        const content = linesAsText(lines);
        const known = holds.stock.find(key);
        if (known) {
          if (known.status !== 'HELD' || known.expiresAt <= clock.now()) return closed();
          return known.content === content ? reserved(known.expiresAt) : keyReused();
        }
        const shortages = lines
          .map(({ variantId, quantity }) => ({
            variantId,
            requested: quantity,
            available: stock.get(variantId) ?? 0,
          }))
          .filter(({ requested, available }) => requested > available);
        if (shortages.length > 0)
          return { result: { case: 'insufficientStock' as const, value: { shortages } } };
        const move = (sign: number) => {
          for (const { variantId, quantity } of lines)
            stock.set(variantId, (stock.get(variantId) ?? 0) + sign * quantity);
        };
        move(-1);
        const until = timestampDate(expiresAt!);
        holds.stock.add(key, { content, expiresAt: until, giveBack: () => move(1) });
        return reserved(until);
      },
      extendReservation: async ({ key, expiresAt }) => ({
        extended: holds.stock.extend(key, timestampDate(expiresAt!)),
      }),
      releaseReservation: async ({ key }) => ({ released: holds.stock.release(key) }),
      getAvailability: async ({ variantIds }) => ({
        availability: variantIds.map((variantId) => ({ variantId, available: stock.get(variantId) ?? 0 })),
      }),
    }),
    rpcRoute(DeliveryService, {
      getSlot: async ({ slotId }) => {
        const reason = slotProblem(slotId);
        return reason ? unavailable(reason) : { result: { case: 'slot' as const, value: slot(slotId) } };
      },
      holdSlot: async ({ key, slotId, expiresAt }) => {
        const known = holds.slots.find(key);
        if (known) {
          return known.status === 'HELD'
            ? { result: { case: 'held' as const, value: slot(known.content!) } }
            : unavailable(SlotUnavailable_Reason.HOLD_CLOSED);
        }
        const reason = slotProblem(slotId);
        if (reason) return unavailable(reason);
        slots.get(slotId)!.places -= 1;
        const giveBack = () => {
          slots.get(slotId)!.places += 1;
        };
        holds.slots.add(key, { content: slotId, expiresAt: timestampDate(expiresAt!), giveBack });
        return { result: { case: 'held' as const, value: slot(slotId) } };
      },
      extendHold: async ({ key, expiresAt }) => ({
        extended: holds.slots.extend(key, timestampDate(expiresAt!)),
      }),
      releaseHold: async ({ key }) => ({ released: holds.slots.release(key) }),
    }),
    rpcRoute(PaymentService, {
      offerMethods: async ({ customerId, totalYen, points: used, cutOffAt }) => {
        const due = totalYen - used;
        const graceEndsAt = new Date(timestampDate(cutOffAt!).getTime() - 60_000);
        const konbini = clock.now() < new Date(graceEndsAt.getTime() - 2 * 3_600_000);
        return {
          spendablePoints: points.get(customerId) ?? 0,
          offers: [
            { method: Method.CARD, offered: due > 0, reason: 'NOTHING_TO_PAY' },
            { method: Method.POINTS, offered: due === 0, reason: 'AMOUNT_DUE' },
            { method: Method.CASH_ON_DELIVERY, offered: due > 0, reason: 'NOTHING_TO_PAY' },
            {
              method: Method.KONBINI,
              offered: konbini,
              reason: 'CUT_OFF_TOO_SOON',
              deadlineAt: timestampFromDate(new Date(graceEndsAt.getTime() - 30 * 60_000)),
              graceEndsAt: timestampFromDate(graceEndsAt),
            },
          ],
        };
      },
      holdPoints: async ({ key, customerId, points: wanted, expiresAt }) => {
        const known = holds.points.find(key);
        if (known)
          return known.status === 'HELD'
            ? { result: { case: 'held' as const, value: { points: known.content! } } }
            : closed();
        const spendable = points.get(customerId) ?? 0;
        if (wanted > spendable)
          return { result: { case: 'insufficient' as const, value: { requested: wanted, spendable } } };
        const move = (by: number) => points.set(customerId, (points.get(customerId) ?? 0) + by);
        move(-wanted);
        const giveBack = () => void move(wanted);
        holds.points.add(key, { content: wanted, expiresAt: timestampDate(expiresAt!), giveBack });
        return { result: { case: 'held' as const, value: { points: wanted } } };
      },
      extendPointsHold: async ({ key, expiresAt }) => ({
        extended: holds.points.extend(key, timestampDate(expiresAt!)),
      }),
      releasePoints: async ({ key }) => ({ released: holds.points.release(key) }),
      preparePayment: async ({ orderId, amountYen, cardToken }) => {
        const known = prepared.get(orderId);
        if (known?.status === 'ABANDONED') return refused('ABANDONED');
        if (cardToken === 'tok_unknown') return refused('INVALID_CARD_TOKEN');
        const payment = known ?? { paymentId: newId('pay'), amountYen, status: 'PREPARED' as const };
        prepared.set(orderId, payment);
        return { result: { case: 'prepared' as const, value: { paymentId: payment.paymentId } } };
      },
      abandonPayment: async ({ orderId }) => {
        const known = prepared.get(orderId);
        prepared.set(orderId, { paymentId: '', amountYen: 0, ...known, status: 'ABANDONED' });
        return { abandoned: known?.status === 'PREPARED' };
      },
    }),
  ];

  return {
    stock,
    prices,
    addresses,
    slots,
    points,
    prepared,
    calls,
    /** The next `times` calls of `inventory.reserveStock` and the like misbehave. */
    misbehave(method: string, how: Misbehaviour, times = 1) {
      misbehaviours.set(method, { how, left: times });
    },
    /** Keys under which something is held, by kind. */
    held() {
      const payments = [...prepared].flatMap(([id, { status }]) => (status === 'PREPARED' ? [id] : []));
      return {
        stock: holds.stock.held(),
        slots: holds.slots.held(),
        points: holds.points.held(),
        payments,
      };
    },
    /** As the domains' background jobs do: holds past their expiry give back what they held. */
    endOverdueHolds() {
      for (const book of Object.values(holds)) book.endOverdue();
    },
    /** Clients for one process of orders; a process that died gets no answer any more. */
    clients(): DomainClients & { cut(): void } {
      const process = { isCut: false };
      const rpc = directRpc();
      rpc.serve(
        routes.map((route) => misbehaving(route, process)),
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

  function misbehaving(route: RpcRoute, process: { isCut: boolean }): RpcRoute {
    const domain = route.service.typeName.split('.')[1]!;
    const handlers = Object.entries(route.handlers).map(([name, handle]) => {
      const method = `${domain}.${name}`;
      return [
        name,
        async (request: never, context: never) => {
          if (process.isCut) throw new RpcError('UNAVAILABLE', 'This process is dead');
          calls.push(method);
          const misbehaviour = misbehaviours.get(method);
          if (!misbehaviour || misbehaviour.left === 0) return handle(request, context);
          misbehaviour.left -= 1;
          if (misbehaviour.how === 'fails') throw new RpcError('UNAVAILABLE', `${method} fails`);
          await handle(request, context);
          if (misbehaviour.how === 'twice') return handle(request, context);
          throw new RpcError('DEADLINE_EXCEEDED', `${method} answers nothing`);
        },
      ];
    });
    return { service: route.service, handlers: Object.fromEntries(handlers) };
  }

  function slotProblem(slotId: string): SlotUnavailable_Reason | undefined {
    const known = slots.get(slotId);
    if (!known) return SlotUnavailable_Reason.UNKNOWN_SLOT;
    if (known.closed || clock.now() >= known.cutOffAt) return SlotUnavailable_Reason.CLOSED;
    return known.places > 0 ? undefined : SlotUnavailable_Reason.FULL;
  }

  function slot(slotId: string) {
    const { cutOffAt, places } = slots.get(slotId)!;
    const after = (hours: number) => timestampFromDate(new Date(cutOffAt.getTime() + hours * 3_600_000));
    return {
      id: slotId,
      zoneId: ZONE_ID,
      date: '2026-11-25',
      startsAt: after(2),
      endsAt: after(4),
      cutOffAt: timestampFromDate(cutOffAt),
      feeYen: 440,
      placesLeft: places,
    };
  }
}

const ZONE_ID = newId('zon');

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

/** The same for the same lines in any order. */
function linesAsText(lines: readonly { readonly variantId: string; readonly quantity: number }[]): string {
  return lines
    .map(({ variantId, quantity }) => `${variantId}:${quantity}`)
    .sort()
    .join();
}

function reserved(expiresAt: Date) {
  return { result: { case: 'reserved' as const, value: { expiresAt: timestampFromDate(expiresAt) } } };
}

function keyReused() {
  return { result: { case: 'keyReused' as const, value: {} } };
}

function closed() {
  return { result: { case: 'closed' as const, value: {} } };
}

function unavailable(reason: SlotUnavailable_Reason) {
  return { result: { case: 'unavailable' as const, value: { reason } } };
}

function refused(code: string) {
  return { result: { case: 'refused' as const, value: { code, explanation: '' } } };
}
