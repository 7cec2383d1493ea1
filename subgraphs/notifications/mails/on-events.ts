import type { Clock } from '@depachika/clock/clock.ts';
import type { Transaction } from '@depachika/database/database.ts';
import type { EventConsumer, EventHandler } from '@depachika/events/consumer/event-consumer.ts';
import { EVENT_TYPES, TOPICS } from '@depachika/schema/generated/events.ts';
import { FACTS, mailsOf } from './fact-events.ts';
import { forgetReader, mailsSince, oweMails } from './mail-store.ts';

/** Writes down which mails facts owe. Nothing is sent here: a mail server is not part of a transaction. */
export function factsConsumer({
  clock,
  wake,
}: {
  readonly clock: Clock;
  /** Wakes the job that sends. */
  readonly wake: () => void;
}): EventConsumer {
  const owe: EventHandler = async (tx, { event }) => {
    const mails = mailsOf(event);
    if (mails.length === 0 || (await isOlder(tx, event.time))) return;
    await oweMails(tx, mails, clock.now());
    tx.afterCommit(wake);
  };
  return {
    group: 'notifications',
    topics: [TOPICS.ordersV1, TOPICS.paymentsV1, TOPICS.deliveryV1, TOPICS.usersV1],
    handlers: {
      ...Object.fromEntries(FACTS.map((type) => [type, owe])),
      [EVENT_TYPES.UserDeletedV1]: (tx, { event }) =>
        forgetReader(tx, (event.data as { readonly userId: string }).userId, clock.now()),
    },
  };
}

/** A shop that is older than its mails is given its whole log once: nobody is told of last year's orders. */
async function isOlder(tx: Transaction, time: string): Promise<boolean> {
  const since = await mailsSince(tx);
  return since !== undefined && new Date(time) < since;
}
