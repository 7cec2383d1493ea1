import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';
import { available, type Level } from './level.ts';
import type { MovementKind } from './movement.ts';

/** Pieces on hand of a level changed. */
export function stockLevelChanged(
  level: Level,
  reason: Exclude<MovementKind, 'WRITTEN_OFF'>,
  changedAt: Date,
): NewEvent {
  const { id, variantId, locationId, onHand, reserved, version } = level;
  return {
    type: EVENT_TYPES.StockLevelChangedV1,
    subject: id,
    partitionKey: id,
    aggregateVersion: version,
    data: {
      variantId,
      locationId,
      onHand,
      reserved,
      levelVersion: version,
      reason,
      changedAt: changedAt.toISOString(),
    },
  };
}

/** Whether anything can be bought from a level has changed. */
export function stockAvailabilityChanged(level: Level, changedAt: Date): NewEvent {
  const { id, variantId, locationId, version } = level;
  return {
    type: EVENT_TYPES.StockAvailabilityChangedV1,
    subject: variantId,
    partitionKey: id,
    aggregateVersion: version,
    data: {
      variantId,
      locationId,
      available: available(level) > 0,
      levelVersion: version,
      changedAt: changedAt.toISOString(),
    },
  };
}
