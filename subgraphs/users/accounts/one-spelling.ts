import type { Database } from '@depachika/database/database.ts';
import { mailAddress } from '@depachika/text/mail-address.ts';
import type { Logger } from 'pino';
import { renameUser, usersOfTypedDomains } from './user-store.ts';

/**
 * Gives the accounts of older shops the one spelling of their mailbox, at each start: SQL cannot compute it. Where two accounts
 * share a mailbox, the second keeps the spelling that it was registered with: both log in as before, none is lost or merged.
 */
export async function spellMailboxes({
  database,
  logger,
}: {
  readonly database: Database;
  readonly logger: Logger;
}): Promise<void> {
  let afterId = '';
  const shared: string[] = [];
  while (true) {
    const users = await usersOfTypedDomains(database, { afterId, limit: BATCH });
    for (const { id, email } of users) {
      const spelled = mailAddress(email);
      if (spelled === undefined || !(await renameUser(database, { id, from: email, to: spelled })))
        shared.push(id);
    }
    if (users.length < BATCH) break;
    afterId = users.at(-1)!.id;
  }
  if (shared.length > 0) {
    const few = { count: shared.length, userIds: shared.slice(0, 20) };
    logger.warn(few, 'Accounts share their mailbox with another one, and keep their own spelling');
  }
}

const BATCH = 500;
