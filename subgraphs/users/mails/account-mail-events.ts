import type { NewEvent } from '@depachika/events/outbox/outbox.ts';
import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';
import type { AccountMail } from './account-mail.ts';

/** Carries neither address nor token: who writes the mail asks for them. */
export function accountMailRequested({
  id,
  kind,
  userId,
}: Pick<AccountMail, 'id' | 'kind' | 'userId'>): NewEvent {
  return {
    type: EVENT_TYPES.AccountMailRequestedV1,
    subject: id,
    partitionKey: userId ?? id,
    aggregateVersion: 1,
    data: { mailId: id, kind, ...(userId === null ? {} : { userId }) },
  };
}
