import { type Timestamp, timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { LocalizedText } from '@depachika/messages/localized-text.ts';
import { type RpcContext, RpcError, type RpcHandlers, type RpcRoute, rpcRoute } from '@depachika/rpc/rpc.ts';
import {
  KonbiniChain,
  Method,
  PaymentService,
  type PreparePaymentRequest,
} from '@depachika/schema/generated/proto/depachika/payments/v1/payments_pb.ts';
import {
  abandonPayment,
  type PaymentIntent,
  type PrepareOutcome,
  preparePayment,
} from './attempts/prepare-payment.ts';
import { type CaptureOutcome, capturePayment } from './capture/capture-payment.ts';
import { messages } from './messages/messages.ts';
import { offerMethods } from './payment/offer-methods.ts';
import type { PaymentMethodKind } from './payment/payment.ts';
import type { PaymentsServices } from './payment/services.ts';
import { extendHoldByKey, holdPointsByKey, releasePointsByKey } from './points/hold-points.ts';
import { pointsEarned } from './points/points.ts';
import type { HoldOutcome } from './points/points-holds.ts';

/** What payments answers to other domains; nobody else may ask. */
export function paymentsRpc(services: PaymentsServices): RpcRoute[] {
  const handlers: RpcHandlers<typeof PaymentService> = {
    async offerMethods(request, context) {
      assertService(context);
      assertArgument(request.totalYen >= 0 && request.points >= 0, 'total_yen and points must be 0 or more');
      assertArgument(request.points <= request.totalYen, 'points must be at most total_yen');
      const balances = await services.points.balances([request.customerId]);
      const terms = {
        amountYen: request.totalYen - request.points,
        cutOffAt: instant(request.cutOffAt, 'cut_off_at'),
        now: services.clock.now(),
      };
      return {
        offers: offerMethods(terms).map(({ method, reason, deadlineAt, graceEndsAt }) => ({
          method: Method[method],
          offered: reason === undefined,
          ...(reason ? { reason, explanation: messages.offers[reason].toJSON() } : {}),
          ...(deadlineAt ? { deadlineAt: timestampFromDate(deadlineAt) } : {}),
          ...(graceEndsAt ? { graceEndsAt: timestampFromDate(graceEndsAt) } : {}),
        })),
        spendablePoints: balances.get(request.customerId)?.spendable ?? 0,
        pointsEarned: pointsEarned(request.totalYen, request.points),
      };
    },
    async holdPoints({ key, orderId, customerId, points, expiresAt }, context) {
      assertService(context);
      assertArgument(points >= 1, 'points must be 1 or more');
      const hold = {
        key: text(key, 'key'),
        orderId: text(orderId || key, 'order_id'),
        customerId: text(customerId, 'customer_id'),
        points,
        expiresAt: instant(expiresAt, 'expires_at'),
      };
      return { result: holdResult(await holdPointsByKey(services, hold), points) };
    },
    async extendPointsHold({ key, expiresAt }, context) {
      assertService(context);
      const wanted = { key: text(key, 'key'), expiresAt: instant(expiresAt, 'expires_at') };
      return { extended: await extendHoldByKey(services, wanted) };
    },
    async releasePoints({ key }, context) {
      assertService(context);
      return { released: await releasePointsByKey(services, text(key, 'key')) };
    },
    async preparePayment(request, context) {
      assertService(context);
      return { result: prepareResult(await preparePayment(services, intentOf(request))) };
    },
    async abandonPayment({ orderId }, context) {
      assertService(context);
      return { abandoned: await abandonPayment(services, text(orderId, 'order_id')) };
    },
    async capturePayment({ orderId }, context) {
      assertService(context);
      return { result: captureResult(await capturePayment(services, text(orderId, 'order_id'))) };
    },
  };
  return [rpcRoute(PaymentService, handlers)];
}

function intentOf(request: PreparePaymentRequest): PaymentIntent {
  assertArgument(request.amountYen >= 0 && request.points >= 0, 'amount_yen and points must be 0 or more');
  assertArgument(request.attempt >= 0, 'attempt must be 0 or more');
  const { paymentMethodId, cardToken, konbiniChain, deadlineAt } = request;
  return {
    orderId: text(request.orderId, 'order_id'),
    attempt: request.attempt || 1,
    customerId: text(request.customerId, 'customer_id'),
    amountYen: request.amountYen,
    points: request.points,
    method: methodOf(request.method),
    cutOffAt: instant(request.cutOffAt, 'cut_off_at'),
    ...(paymentMethodId ? { paymentMethodId } : {}),
    ...(cardToken ? { cardToken } : {}),
    ...(konbiniChain ? { konbiniChain: chainName(konbiniChain) } : {}),
    ...(deadlineAt ? { deadlineAt: timestampDate(deadlineAt) } : {}),
  };
}

function chainName(chain: KonbiniChain): string {
  const found = Object.entries(KonbiniChain).find(([, value]) => value === chain);
  assertArgument(found !== undefined, 'konbini_chain must be one that the contract names');
  return found[0];
}

function methodOf(method: Method): PaymentMethodKind {
  switch (method) {
    case Method.CARD:
      return 'CARD';
    case Method.KONBINI:
      return 'KONBINI';
    case Method.CASH_ON_DELIVERY:
      return 'CASH_ON_DELIVERY';
    case Method.POINTS:
      return 'POINTS';
    default:
      throw new RpcError('INVALID_ARGUMENT', 'method must be set');
  }
}

type HoldResult = NonNullable<
  Awaited<ReturnType<RpcHandlers<typeof PaymentService>['holdPoints']>>['result']
>;

function holdResult(outcome: HoldOutcome, requested: number): HoldResult {
  switch (outcome.kind) {
    case 'held':
      return { case: 'held', value: { points: outcome.points } };
    case 'insufficient':
      return { case: 'insufficient', value: { requested, spendable: outcome.spendable } };
    case 'closed':
      return { case: 'closed', value: {} };
  }
}

/** What a way to pay is not offered for, it is refused for as well. */
const REFUSALS: Readonly<Record<string, LocalizedText>> = { ...messages.offers, ...messages.refused };

function prepareResult(outcome: PrepareOutcome) {
  if (outcome.kind === 'prepared')
    return { case: 'prepared' as const, value: { paymentId: outcome.paymentId } };
  const { code } = outcome;
  return {
    case: 'refused' as const,
    value: { code, explanation: REFUSALS[code]?.toJSON() ?? '' },
  };
}

type CaptureResult = NonNullable<
  Awaited<ReturnType<RpcHandlers<typeof PaymentService>['capturePayment']>>['result']
>;

function captureResult(outcome: CaptureOutcome): CaptureResult {
  if (outcome.kind === 'certain') return { case: 'certain', value: {} };
  return { case: 'notCertain', value: { code: outcome.code } };
}

function text(value: string, field: string): string {
  const fits = value.length >= 1 && value.length <= 100 && !value.includes('\0');
  assertArgument(fits, `${field} must hold 1 to 100 characters`);
  return value;
}

function instant(timestamp: Timestamp | undefined, field: string): Date {
  assertArgument(timestamp !== undefined, `${field} must be set`);
  return timestampDate(timestamp);
}

function assertArgument(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new RpcError('INVALID_ARGUMENT', otherwise);
}

function assertService({ caller }: RpcContext): void {
  if (caller.kind !== 'service') throw new RpcError('PERMISSION_DENIED', 'Only the shop itself may do this');
}
