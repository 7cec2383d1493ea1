import type { SocketCloseReason } from '@depachika/schema/error-codes.ts';

/**
 * Thrown by a stream of events that cannot be gone on with. An `error` or a `complete` would be believed by its client: its
 * socket is closed instead, with a status at which clients come back.
 */
export class SubscriptionLost extends Error {
  readonly reason: Extract<SocketCloseReason, 'SUBGRAPH_UNAVAILABLE' | 'SLOW_CONSUMER'>;

  constructor(reason: SubscriptionLost['reason'], cause?: unknown) {
    super(`A subscription was lost: ${reason}`, { cause });
    this.reason = reason;
  }
}
