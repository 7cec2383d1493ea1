import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { CloudEvent, StoredEvent } from '@depachika/events/event-log.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { anonymous, type Caller, type Role, SCOPES } from '@depachika/identity/caller.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { newId } from '@depachika/ids/ids.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { notificationsConfig } from './config.ts';
import { LEASE_MS } from './mails/mail-rules.ts';
import { beginMails } from './mails/mail-store.ts';
import { factsConsumer } from './mails/on-events.ts';
import { prepareMail } from './mails/prepare-mail.ts';
import { runDueMails, type SendDependencies } from './mails/send-mails.ts';
import { notificationsSubgraph } from './notifications.ts';
import { ownersOf } from './testing/mail-owners.ts';
import { fact, mailServer, silentMailServer } from './testing/test-mails.ts';
import { localMailPage } from './transport/local-mail-page.ts';
import { localTransport } from './transport/local-transport.ts';
import { smtpTransport } from './transport/smtp-transport.ts';

const HOUR_MS = 3_600_000;
const START = new Date('2026-11-26T03:00:00Z');
let place: TestDatabase;
let database: Database;
let clock: ReturnType<typeof adjustableClock>;

beforeAll(async () => {
  place = await testDatabase({ domains: ['notifications'] });
  database = place.database('notifications');
});
afterAll(() => place.close());

beforeEach(async () => {
  clock = adjustableClock({ frozenAt: START });
  for (const table of ['mails', 'local_mails', 'mail_starts', 'processed_events'])
    await database.query(`DELETE FROM notifications.${table}`);
});

/** As the consumer does it. */
async function hear(...events: readonly CloudEvent[]): Promise<void> {
  const { handlers } = factsConsumer({ clock, wake: () => undefined });
  for (const event of events)
    await database.transaction({ name: 'test.consume' }, (tx) =>
      handlers[event.type]!(tx, { event } as StoredEvent),
    );
}

const customerId = newId('usr');
const owners = ownersOf(customerId);
const placed = (orderId = newId('ord')) => fact('orders.OrderPlaced', { orderId, customerId });

function sender(options: Partial<SendDependencies> = {}): SendDependencies {
  const prepare = { ...owners, clock, shopUrl: 'https://shop.example' } as unknown as Parameters<
    typeof prepareMail
  >[0];
  return {
    database,
    clock,
    logger: silent,
    crashPoints: noCrashPoints,
    transport: localTransport({ database, clock }),
    prepare: (mail) => prepareMail(prepare, mail),
    ...options,
  };
}

async function states() {
  const rows = await database.query<{ kind: string; state: string }>(
    'SELECT kind, state FROM notifications.mails ORDER BY kind, state, id',
  );
  return rows.map(({ kind, state }) => `${kind} ${state}`);
}

async function untilIdle(deps: SendDependencies): Promise<void> {
  while ((await runDueMails(deps)) !== 'idle');
}

describe('a fact', () => {
  it('owes one mail, however often and by however many it is heard', async () => {
    const event = placed();
    await hear(event, event);
    await Promise.all([1, 2, 3, 4].map(() => hear({ ...event, id: newId('evt') })));
    expect(await states()).toEqual(['ORDER_RECEIVED WAITING']);
    const deps = sender();
    await Promise.all([1, 2, 3].map(() => untilIdle(deps)));
    await hear(event);
    await untilIdle(deps);
    expect(await states()).toEqual(['ORDER_RECEIVED SENT']);
    expect(await database.query('SELECT 1 FROM notifications.local_mails')).toHaveLength(1);
  });

  it('of the time before the shop wrote mails is told to nobody', async () => {
    await beginMails(database, START);
    await beginMails(database, new Date(START.getTime() + HOUR_MS));
    await hear(fact('orders.OrderPlaced', { orderId: newId('ord'), customerId }, '2026-11-26T02:59:59.999Z'));
    expect(await states()).toEqual([]);
    await hear(placed());
    expect(await states()).toEqual(['ORDER_RECEIVED WAITING']);
  });

  it('keeps nothing of its reader in the table of mails', async () => {
    await hear(
      placed(),
      fact('users.AccountMailRequested', { mailId: 'mal_1', userId: customerId, kind: 'VERIFY_EMAIL' }),
    );
    await untilIdle(sender());
    const rows = JSON.stringify(await database.query('SELECT * FROM notifications.mails'));
    expect(rows).not.toMatch(/hana|onerror|a\/b/);
  });
});

describe('a mail', () => {
  it('has the link with the token, and is not written when it is no longer needed', async () => {
    const asked = (mailId: string, kind: string) => fact('users.AccountMailRequested', { mailId, kind });
    await hear(
      asked('mal_1', 'VERIFY_EMAIL'),
      asked('mal_2', 'RESET_PASSWORD'),
      asked('mal_3', 'CONFIRM_EMAIL_CHANGE'),
      asked('mal_old', 'RESET_PASSWORD'),
    );
    await untilIdle(sender());
    const mails = await database.query<{ text: string }>('SELECT text FROM notifications.local_mails');
    const links = mails.flatMap(({ text }) => text.match(/https:\S+/g) ?? []).sort();
    expect(links).toEqual([
      'https://shop.example/ja/confirm-mail?token=a%2Fb%2Bc',
      'https://shop.example/ja/reset?token=a%2Fb%2Bc',
      'https://shop.example/ja/verify?token=a%2Fb%2Bc',
    ]);
    expect(await states()).toContain('RESET_PASSWORD DROPPED');
  });

  it('reminds of a slip once, before its end, and not when it was paid', async () => {
    const slip = (slipId: string) =>
      fact('payments.KonbiniSlipIssued', {
        ...{
          orderId: newId('ord'),
          customerId,
          slipId,
          chain: 'LAWSON',
          paymentCode: '123',
          amountYen: 1950,
        },
        deadlineAt: '2026-11-29T14:59:59.000Z',
      });
    await hear(slip('slp_1'));
    await untilIdle(sender());
    expect(await states()).toEqual(['SLIP_ISSUED SENT', 'SLIP_REMINDER WAITING']);
    clock.advance(3 * 24 * HOUR_MS);
    const paid = { ...(await owners.orders.getOrderSummary()).order, status: 'CONFIRMED' };
    const orders = { getOrderSummary: async () => ({ order: paid }) };
    const prepare = { ...owners, orders, clock, shopUrl: '' } as unknown as Parameters<typeof prepareMail>[0];
    await untilIdle(sender({ prepare: (mail) => prepareMail(prepare, mail) }));
    expect(await states()).toEqual(['SLIP_ISSUED SENT', 'SLIP_REMINDER DROPPED']);
    await hear(slip('slp_2'));
    clock.advance(0);
    await untilIdle(sender());
    expect((await states()).filter((state) => state === 'SLIP_REMINDER SENT')).toHaveLength(1);
  });

  it('waits while users or orders are away', async () => {
    await hear(placed());
    const away = async () => {
      throw new Error('UNAVAILABLE');
    };
    expect(await runDueMails(sender({ prepare: away }))).toBe('found');
    expect(await states()).toEqual(['ORDER_RECEIVED WAITING']);
    clock.advance(HOUR_MS);
    await untilIdle(sender());
    expect(await states()).toEqual(['ORDER_RECEIVED SENT']);
  });

  it('comes once after the mail server was away for an hour, none lost and none doubled', async () => {
    const gone = await mailServer();
    await gone.close();
    await hear(...Array.from({ length: 25 }, () => placed()));
    const transport = smtpTransport({ url: gone.url, from: 'shop@depachika.example' });
    for (let minutes = 0; minutes < 60; minutes += 15) {
      await untilIdle(sender({ transport }));
      clock.advance(15 * 60_000);
    }
    expect(new Set(await states())).toEqual(new Set(['ORDER_RECEIVED WAITING']));
    const back = await mailServer(gone.port);
    await untilIdle(sender({ transport }));
    clock.advance(HOUR_MS);
    await untilIdle(sender({ transport }));
    expect(new Set(await states())).toEqual(new Set(['ORDER_RECEIVED SENT']));
    expect(new Set(back.ids()).size).toBe(25);
    expect(back.messages).toHaveLength(25);
    await back.close();
  });

  it('is a doubt when the server took it and did not answer, and is not sent again by itself', async () => {
    const server = await silentMailServer();
    await hear(placed());
    const deps = sender({ transport: smtpTransport({ url: server.url, from: 'shop@depachika.example' }) });
    await untilIdle(deps);
    clock.advance(24 * HOUR_MS);
    await untilIdle(deps);
    expect(await states()).toEqual(['ORDER_RECEIVED DOUBT']);
    expect(server.taken()).toBe(1);
    await server.close();
  });
});

describe('a process that is killed', () => {
  const script = fileURLToPath(new URL('testing/sending-process.ts', import.meta.url));

  async function killed(server: { url: string }, crashPoint: string): Promise<void> {
    const child = spawn(process.execPath, [script, place.url, server.url, crashPoint], { stdio: 'inherit' });
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
  }

  it.each([
    { point: 'notifications.mail.claimed', arrived: 0, state: 'SENT', after: 1 },
    { point: 'notifications.mail.noted', arrived: 0, state: 'DOUBT', after: 0 },
    { point: 'notifications.mail.sent', arrived: 1, state: 'DOUBT', after: 1 },
  ])('at $point leaves a mail once or a doubt, never two', async ({ point, arrived, state, after }) => {
    const server = await mailServer();
    await hear(placed());
    await killed(server, point);
    expect(server.messages).toHaveLength(arrived);
    // The process that died lived by the real clock, and its lease with it.
    clock = adjustableClock({ frozenAt: new Date(Date.now() + LEASE_MS + 60_000) });
    await untilIdle(
      sender({ transport: smtpTransport({ url: server.url, from: 'shop@depachika.example' }) }),
    );
    expect(await states()).toEqual([`ORDER_RECEIVED ${state}`]);
    expect(server.messages).toHaveLength(after);
    await server.close();
  });
});

describe('staff', () => {
  const who = (role: Role): Caller => ({
    kind: 'user',
    userId: newId('usr'),
    sessionId: newId('ses'),
    roles: [role],
    scopes: SCOPES[role],
  });

  async function ask(query: string, caller: Caller) {
    const keys = await createIdentityKeys();
    const notifications = notificationsSubgraph({
      database,
      clock,
      logger: silent,
      crashPoints: noCrashPoints,
      config: notificationsConfig({}),
      identity: identityVerifier({ jwks: keys.jwks, clock }),
      ...(owners as unknown as Pick<Parameters<typeof notificationsSubgraph>[0], 'users' | 'orders'>),
    });
    const token = await identitySigner({ keys, clock, issuer: 'router' }).sign(caller);
    const { data, errors } = await notifications.execute({ query }, token);
    return {
      data: data && JSON.parse(JSON.stringify(data)),
      codes: errors?.map(({ extensions }) => extensions.code),
    };
  }

  const DOUBTS = '{ mailDoubts { id kind state reason order { id } } }';
  const decide = (mutation: string, id: string) =>
    `mutation { ${mutation}(input: { mailId: "${id}" }) { __typename ... on MailNotUndecided { state } } }`;

  async function doubt(): Promise<string> {
    await hear(placed());
    const [row] = await database.query<{ id: string }>(
      `UPDATE notifications.mails SET state = 'DOUBT', reason = 'NO_NOTE' WHERE state = 'WAITING' RETURNING id`,
    );
    return row!.id;
  }

  it('see doubts, send them once more, and it is kept who did', async () => {
    const id = await doubt();
    const { data } = await ask(DOUBTS, who('STAFF'));
    expect(data.mailDoubts).toMatchObject([
      { id, kind: 'ORDER_RECEIVED', state: 'DOUBT', reason: 'NO_NOTE' },
    ]);
    expect((await ask(decide('resendMail', id), who('STAFF'))).data.resendMail.__typename).toBe(
      'ResendMailSuccess',
    );
    await untilIdle(sender());
    expect(await states()).toEqual(['ORDER_RECEIVED SENT']);
    expect((await ask(decide('resendMail', id), who('STAFF'))).data.resendMail).toEqual({
      __typename: 'MailNotUndecided',
      state: 'SENT',
    });
    const changes = await database.query(
      'SELECT operation, actor FROM notifications.changes WHERE subject = $1',
      [id],
    );
    expect(changes).toMatchObject([{ operation: 'resendMail', actor: expect.stringMatching(/^STAFF:usr_/) }]);
  });

  it('give doubts up', async () => {
    const id = await doubt();
    expect((await ask(decide('dismissMail', id), who('STAFF'))).data.dismissMail.__typename).toBe(
      'DismissMailSuccess',
    );
    expect((await ask(DOUBTS, who('STAFF'))).data.mailDoubts).toEqual([]);
    await untilIdle(sender());
    expect(await states()).toEqual(['ORDER_RECEIVED DISMISSED']);
    expect((await ask(decide('dismissMail', 'mai_none'), who('STAFF'))).data.dismissMail.__typename).toBe(
      'NotFound',
    );
  });

  it('alone may do so', async () => {
    const id = await doubt();
    for (const query of [DOUBTS, decide('resendMail', id), decide('dismissMail', id)]) {
      expect((await ask(query, anonymous)).codes).toEqual(['UNAUTHENTICATED']);
      expect((await ask(query, who('CUSTOMER'))).codes).toEqual(['FORBIDDEN']);
    }
    expect((await ask('{ mailDoubts(first: 101) { id } }', who('STAFF'))).codes).toEqual(['BAD_USER_INPUT']);
    expect(await states()).toEqual(['ORDER_RECEIVED DOUBT']);
  });
});

describe('an account that is deleted', () => {
  it('takes its mails along, also those that wait', async () => {
    await hear(placed());
    await untilIdle(sender());
    await hear(placed(), fact('users.UserDeleted', { userId: customerId }));
    await untilIdle(sender());
    expect(await states()).toEqual(['ORDER_RECEIVED DROPPED', 'ORDER_RECEIVED SENT']);
    expect(await database.query('SELECT 1 FROM notifications.local_mails')).toEqual([]);
  });
});

describe('the page of a developer', () => {
  it('is not there where a mail server is', () => {
    const deps = { database, clock, logger: silent, crashPoints: noCrashPoints, ...owners };
    const shop = (env: NodeJS.ProcessEnv) =>
      notificationsSubgraph({
        ...deps,
        config: notificationsConfig(env),
        identity: { verify: async () => anonymous },
      } as unknown as Parameters<typeof notificationsSubgraph>[0]);
    expect(shop({}).localMail).toBeDefined();
    expect(shop({ SMTP_URL: 'smtp://127.0.0.1:1' }).localMail).toBeUndefined();
  });

  it('lists mails, frames their HTML, and lets no text of a customer become HTML', async () => {
    await hear(placed());
    await untilIdle(sender());
    const [mail] = await database.query<{ id: string }>(
      'SELECT mail_id AS id FROM notifications.local_mails',
    );
    const list = await localMailPage(database, '/dev/mail');
    expect(list.body).toContain(`href="/dev/mail/${mail!.id}"`);
    const page = await localMailPage(database, `/dev/mail/${mail!.id}`);
    expect(page.body).toContain('sandbox="allow-popups');
    expect(page.body).toContain('href="https://shop.example/en/orders/');
    const frame = await localMailPage(database, `/dev/mail/${mail!.id}/html`);
    expect(frame.headers['content-security-policy']).toContain('sandbox');
    expect(frame.headers['x-frame-options']).toBe('SAMEORIGIN');
    for (const { body } of [list, page, frame]) expect(body).not.toContain('<img');
    expect((await localMailPage(database, '/dev/mail/mai_none')).status).toBe(404);
  });
});
