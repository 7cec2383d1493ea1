import { readFileSync } from 'node:fs';
import { dueWorkGauges } from '@depachika/background/due-work.ts';
import type { PollingLoop } from '@depachika/background/polling-loop.ts';
import type { ServiceDependencies, Subgraph } from '@depachika/domain/subgraph.ts';
import { buildSubgraph } from '@depachika/graphql/build-subgraph.ts';
import { METRICS } from '@depachika/telemetry/metric-list.ts';
import { DUE_WORK, startSending } from './background-jobs.ts';
import type { NotificationsConfig } from './config.ts';
import { createResolvers } from './graphql/resolvers.ts';
import { beginMails, countUndecided, undecidedMails } from './mails/mail-store.ts';
import { factsConsumer } from './mails/on-events.ts';
import { type PrepareDependencies, prepareMail } from './mails/prepare-mail.ts';
import { localMailPage, type PageAnswer } from './transport/local-mail-page.ts';
import { localTransport } from './transport/local-transport.ts';
import { smtpTransport } from './transport/smtp-transport.ts';

export interface NotificationsDependencies
  extends Pick<ServiceDependencies, 'database' | 'clock' | 'logger' | 'identity' | 'crashPoints'>,
    Pick<PrepareDependencies, 'users' | 'orders'> {
  readonly config: NotificationsConfig;
}

export interface NotificationsSubgraph extends Subgraph {
  /** Answers a path under `/dev/mail`. Undefined where mails leave the shop. */
  readonly localMail: ((path: string) => Promise<PageAnswer>) | undefined;
}

/** Mails, from events alone: what users and orders know of their readers, it asks them. */
export function notificationsSubgraph(deps: NotificationsDependencies): NotificationsSubgraph {
  const { database, clock, logger, identity, config, users, orders } = deps;
  const { smtpUrl, mailFrom, shopUrl } = config;
  const transport = smtpUrl
    ? smtpTransport({ url: smtpUrl, from: mailFrom })
    : localTransport({ database, clock });
  let sending: PollingLoop | undefined;
  const wake = () => sending?.wake();
  const graph = buildSubgraph({
    name: 'notifications',
    typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
    resolvers: createResolvers({
      database,
      clock,
      wake,
      undecided: (limit) => undecidedMails(database, limit),
    }),
    createContext: (request) => request,
    identity,
    logger,
  });
  return {
    ...graph,
    rpc: [],
    consumers: [factsConsumer({ clock, wake })],
    gauges: [
      ...dueWorkGauges({ database, clock, work: DUE_WORK }),
      {
        ...METRICS.undecidedMails,
        read: async () => [{ labels: {}, value: await countUndecided(database) }],
      },
    ],
    localMail: smtpUrl ? undefined : (path) => localMailPage(database, path),
    async start() {
      await beginMails(database, clock.now());
      const prepare = { users, orders, clock, shopUrl };
      sending ??= startSending({ ...deps, transport, prepare: (mail) => prepareMail(prepare, mail) }, config);
    },
    async ready() {
      await database.query('SELECT 1 FROM notifications.mails LIMIT 1');
    },
    async close() {
      await sending?.stop();
      await transport.close();
    },
  };
}
