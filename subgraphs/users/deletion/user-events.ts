import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';

/** Tells every domain to erase what it keeps of somebody's name, phone, mail and address. */
export function userDeleted({
  userId,
  version,
}: {
  readonly userId: string;
  readonly version: number;
}): NewEvent {
  return {
    type: EVENT_TYPES.UserDeletedV1,
    subject: userId,
    partitionKey: userId,
    aggregateVersion: version,
    data: { userId },
  };
}
