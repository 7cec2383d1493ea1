import type { ChangeReader } from '@depachika/domain/changes.ts';
import type { ServiceDependencies } from '@depachika/domain/subgraph.ts';
import type { Outbox } from '@depachika/events/outbox/outbox.ts';
import type { CardReader } from '../card/card-reader.ts';
import type { PaymentsConfig } from '../config.ts';
import type { PointsReader } from '../points/points-reader.ts';
import type { SandboxProvider } from '../provider/sandbox.ts';
import type { NotificationReader } from '../provider-notifications/notification-reader.ts';
import type { RefundReader } from '../refund/refund-reader.ts';
import type { PaymentReader } from './payment-reader.ts';
import type { PaymentStore, WakeWorker } from './payment-store.ts';

/** What the boundary is given. */
export type PaymentsDependencies = ServiceDependencies & { readonly config: PaymentsConfig };

/** What use cases work with: the boundary's dependencies and what it made of them. */
export type PaymentsServices = PaymentsDependencies & {
  readonly outbox: Outbox;
  readonly store: PaymentStore;
  readonly payments: PaymentReader;
  readonly cards: CardReader;
  readonly refunds: RefundReader;
  readonly changes: ChangeReader;
  readonly points: PointsReader;
  readonly notifications: NotificationReader;
  readonly provider: SandboxProvider;
  /** To call after a commit that left work for the provider. */
  readonly wakeWorker: WakeWorker;
};
