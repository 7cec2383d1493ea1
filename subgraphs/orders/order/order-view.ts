import type {
  AddressSnapshot,
  CancelReason,
  OrderDraft,
  OrderLine,
  PaymentMethodKind,
  SlotSnapshot,
} from './order.ts';
import type { OrderStatus } from './order-status.ts';
import type { PaymentStatus } from './payment-status.ts';

/** An order as it is read and cached: JSON, instants as RFC 3339 texts. */
export interface OrderView {
  readonly id: string;
  readonly number: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly paymentStatus: PaymentStatus;
  readonly version: number;
  readonly lines: readonly OrderLine[];
  readonly history: readonly StatusChangeView[];
  readonly subtotalYen: number;
  readonly deliveryFeeYen: number;
  readonly totalYen: number;
  readonly pointsUsed: number;
  readonly amountDueYen: number;
  readonly paymentMethod: PaymentMethodKind;
  readonly paymentDeadlineAt: string | null;
  readonly paymentGraceEndsAt: string | null;
  readonly paymentAttempts: number;
  readonly payUntil: string | null;
  readonly firstDeclinedAt: string | null;
  readonly actionUntil: string | null;
  readonly linesReturnedAt: string | null;
  readonly slot: SlotSnapshot;
  readonly address: AddressSnapshot;
  readonly cancelReason: CancelReason | null;
  readonly placedAt: string;
  readonly updatedAt: string;
}

/** A step in an order's life. */
export interface StatusChangeView {
  readonly orderId: string;
  readonly version: number;
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly by: string;
  /** The user who did it; null for domains and the clock. Absent in what an older process has cached. */
  readonly actorId?: string | null;
  readonly note: string;
  readonly code: string;
  readonly attempt: number | null;
  readonly occurredAt: string;
}

/** A step as its subscription gives it. */
export interface OrderStep {
  readonly orderStatusChanged: StatusChangeView;
}

/** An order as it is read right after it was written, without reading it. */
export function placedView(draft: OrderDraft, number: string, now: Date): OrderView {
  const { orderId, customerId, payment, fromCart: _, cartLineIds: __, holdsExpireAt: ___, ...rest } = draft;
  const placedAt = now.toISOString();
  return {
    ...rest,
    id: orderId,
    number,
    customerId,
    status: 'PENDING',
    paymentStatus: 'PENDING',
    version: 1,
    paymentMethod: payment.method,
    ...FIRST_ATTEMPT_VIEW,
    history: [
      {
        orderId,
        version: 1,
        from: null,
        to: 'PENDING',
        by: 'CUSTOMER',
        actorId: customerId,
        note: '',
        code: '',
        attempt: null,
        occurredAt: placedAt,
      },
    ],
    cancelReason: null,
    placedAt,
    updatedAt: placedAt,
  };
}

const FIRST_ATTEMPT_VIEW = {
  paymentAttempts: 1,
  payUntil: null,
  firstDeclinedAt: null,
  actionUntil: null,
  linesReturnedAt: null,
};
