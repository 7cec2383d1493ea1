import {
  type KeptNotification,
  notificationPage,
  notificationWithBody,
} from '@depachika/payments/provider-notifications/notification-store.ts';
import { defineCommand, runCommand, WrongUse } from '../command.ts';
import { isMissingTable, openShopDatabase } from '../shop-database.ts';
import { READS_DATABASE } from '../shop-location.ts';
import { oneOf, wholeNumber } from '../values.ts';

const VERBS = ['list', 'show'] as const;
const USUAL_LIMIT = 100;

export const command = defineCommand({
  name: 'payments:notifications',
  summary: 'lists and shows what the payment provider told and no order wanted',
  description: `Notifications of the payment provider that fit no order: money of a slip that nobody knows, with another
    amount or for the second time, and charges that nobody expected. Lists those that wait for a decision of staff (which is
    taken in the graph: decideNotification), the earliest first, or shows one as the provider told it last. Works while the
    shop runs.`,
  takes: (command) =>
    command
      .argument('<list|show>', 'what to do', oneOf('The first word', VERBS))
      .argument('[notification id]', 'the one to show')
      .option('--all', 'list: also those that are in order, or decided')
      .option(
        '--limit <number>',
        `list: 1 to 1,000 (default: ${USUAL_LIMIT})`,
        wholeNumber('--limit', { from: 1, to: 1000 }),
      ),
  examples: ['npm run payments:notifications -- list', 'npm run payments:notifications -- show evt_…'],
  reads: READS_DATABASE,
  exitCodes: {
    0: 'when it is done',
    1: 'when there is no such notification, or it failed',
    2: 'for wrong use',
  },
  async run({ args: [verb, id], options: { all = false, limit = USUAL_LIMIT } }, running) {
    if ((verb === 'show') !== (id !== undefined))
      throw new WrongUse('show takes the id of one notification, list takes none');
    const database = await openShopDatabase(running, { service: 'payments notifications' });
    if (id !== undefined) {
      const found = await notificationWithBody(database, id);
      console.log(found ? JSON.stringify(found, null, 2) : `There is no notification ${id}.`);
      return found ? 0 : 1;
    }
    const found = await notificationPage(database, {
      limit: limit + 1,
      after: undefined,
      before: undefined,
      backward: false,
      undecided: !all,
    });
    console.log(listText(found.slice(0, limit), found.length > limit));
    return 0;
  },
  explain: (error) =>
    isMissingTable(error)
      ? 'There are no payments in this database yet: start the shop first (npm start).'
      : error.message,
});

function listText(notifications: readonly KeptNotification[], isMore: boolean): string {
  if (notifications.length === 0) return 'Nothing that the payment provider told waits for a decision.';
  return [...notifications.map(lineOf), ...(isMore ? ['… and more: ask for a higher --limit'] : [])].join(
    '\n',
  );
}

function lineOf({
  id,
  type,
  outcome,
  amountYen,
  paymentCode,
  paymentId,
  receivedAt,
  times,
}: KeptNotification) {
  return [
    receivedAt.toISOString(),
    id,
    type,
    outcome,
    amountYen === null ? '' : `${amountYen} yen`,
    paymentCode === null ? '' : `slip ${paymentCode}`,
    paymentId ?? 'no payment',
    times === 1 ? '' : `told ${times} times`,
  ]
    .filter((part) => part !== '')
    .join('  ');
}

if (import.meta.main) await runCommand(command);
