import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';
import type { Award } from './points.ts';

/** Keyed by the order, so that one order's events stay in order. */
export function pointsAwarded({ customerId, orderId, points }: Award, now: Date): NewEvent {
  return {
    type: EVENT_TYPES.PointsAwardedV1,
    subject: customerId,
    partitionKey: orderId,
    aggregateVersion: 0,
    data: { customerId, orderId, points, awardedAt: now.toISOString() },
  };
}
