import type { Database } from '@depachika/database/database.ts';
import { connectSocket, type Running, type SocketClient } from '@depachika/router/testing/socket-client.ts';
import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { type Line, lineTo } from '@depachika/testing/line.ts';
import { LOGIN, PASSWORD, REGISTER, someEmail } from '@depachika/users/testing/test-users.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RoutedUsers, routedUsers } from './users-behind-a-line.ts';

const ME = '{ me { id name } }';
const RENAME = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { __typename } }`;
/** Nothing of what drivers say. */
const DRIVERS_TEXT = /connect|ECONN|127\.0\.0\.1|terminat|prisma|statement|lock|timeout|users\./i;

const worlds = [
  { name: 'production, in process', production: true, transport: 'in process' },
  { name: 'production, over HTTP', production: true, transport: 'HTTP' },
  { name: 'development, in process', production: false, transport: 'in process' },
  { name: 'development, over HTTP', production: false, transport: 'HTTP' },
] as const;

interface Customer {
  readonly email: string;
  readonly authorization: string;
}

describe.runIf(process.env.TEST_DATABASE_URL)('PostgreSQL that is taken away (TEST_DATABASE_URL)', () => {
  let place: TestDatabase;
  let beside: Database;
  beforeAll(async () => {
    place = await testDatabase({ domains: ['users', 'bus'] });
    beside = place.database('beside', { poolSize: 2 });
  });
  afterAll(() => place.close());

  describe.each(worlds)('in $name', ({ production, transport }) => {
    let line: Line;
    let shop: RoutedUsers;
    let customer: Customer;
    let socket: SocketClient;
    beforeAll(async () => {
      line = await lineTo(place.url);
      const limits = { lockTimeoutMs: 60_000, statementTimeoutMs: 60_000 };
      shop = await routedUsers({ url: line.url, production, transport, limits });
    });
    afterAll(async () => {
      await shop.close();
      await line.close();
    });
    beforeEach(async () => {
      customer = await register(shop);
      // The router has heard of the session: the rest of the request meets the database.
      expect((await ask(shop, ME, {}, customer)).data.me.name).toBe('日本橋 花子');
      socket = connectSocket(shop.url, customer.authorization, ENGLISH);
      await answered(socket.start(ME));
      return () => socket.dispose();
    });

    let asked = 0;
    /** In words of its own: the same question is asked once. */
    const inOtherWords = () => {
      asked += 1;
      return `${ME} # ${asked}`;
    };
    const rename = () => ask(shop, RENAME, { input: { expectedVersion: 1, phone: '0312345678' } }, customer);
    const login = () => ask(shop, LOGIN, { email: customer.email, password: PASSWORD });
    const everything = () =>
      Promise.all([
        ask(shop, inOtherWords(), {}, customer),
        rename(),
        login(),
        answered(socket.start(inOtherWords())),
      ]);
    const expectUnavailable = (answers: readonly Answer[]) => {
      for (const { errors } of answers) {
        expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SERVICE_UNAVAILABLE']);
        const [{ message, extensions }] = errors as [PublicFault];
        expect(message).toMatch(/try again/);
        expect(message).not.toMatch(DRIVERS_TEXT);
        const told = shop.log.filter(
          ({ requestId, level }) => requestId === extensions.requestId && level >= 50,
        );
        expect(told).not.toEqual([]);
      }
    };
    const expectWell = async () => {
      const [me, renamed, session, streamed] = await everything();
      expect([me, streamed].map(({ data }) => data.me.name)).toEqual(['日本橋 花子', '日本橋 花子']);
      // PostgreSQL may have done what was under way after nobody could be told.
      expect(renamed.data.updateProfile.__typename).toMatch(/^(UpdateProfileSuccess|VersionConflict)$/);
      expect(session.data.login.__typename).toBe('LoginSuccess');
    };

    it('reads, writes, logins and sockets are told to try again, and later all of them work', async () => {
      line.cut();
      expectUnavailable(await everything());
      expectUnavailable(await everything());
      line.mend();
      await expectWell();
    });

    it('requests that are under way are told the same', async () => {
      const held = Promise.withResolvers<void>();
      const locked = Promise.withResolvers<void>();
      const holding = beside.transaction({ name: 'test.hold', timeoutMs: 60_000 }, async (tx) => {
        await tx.query('LOCK TABLE users.users IN ACCESS EXCLUSIVE MODE');
        locked.resolve();
        await held.promise;
      });
      await locked.promise;
      const answers = everything();
      await expect.poll(waiting, { timeout: 20_000 }).toBe(4);
      line.cut();
      expectUnavailable(await answers);
      held.resolve();
      await holding;
      line.mend();
      await expectWell();
    });

    it('who cannot be told from a stranger is told to come back, and is let in later', async () => {
      const unknown = await ask(shop, LOGIN, { email: customer.email, password: PASSWORD });
      const { accessToken } = unknown.data.login.session;
      const authorization = `Bearer ${accessToken}`;
      line.cut();
      const refused = await ask(shop, ME, {}, { authorization });
      expectUnavailable([refused]);
      expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
      const client = connectSocket(shop.url, authorization);
      client.start(ME);
      expect(await client.closed).toMatchObject({ code: 1013, reason: 'SERVICE_UNAVAILABLE' });
      await client.dispose();
      line.mend();
      expect((await ask(shop, ME, {}, { authorization })).data.me.name).toBe('日本橋 花子');
    });
  });

  /** Statements that wait for the lock. */
  async function waiting(): Promise<number> {
    const [row] = await beside.query<{ n: number }>(
      'SELECT count(*) AS n FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())',
    );
    return row!.n;
  }

  it('a lock that is not given in time says that it took too long', async () => {
    const shop = await routedUsers({
      url: place.url,
      production: true,
      transport: 'HTTP',
      limits: { lockTimeoutMs: 50 },
    });
    const customer = await register(shop);
    await beside.transaction({ name: 'test.hold' }, async (tx) => {
      await tx.query('LOCK TABLE users.users IN ACCESS EXCLUSIVE MODE');
      expect(await codesOf(shop, ME, customer)).toEqual(['DEADLINE_EXCEEDED']);
    });
    await shop.close();
  });

  it('what is really unknown stays masked', async () => {
    const shop = await routedUsers({ url: place.url, production: true, transport: 'HTTP' });
    const customer = await register(shop);
    await beside.query('ALTER TABLE users.users RENAME COLUMN name_kana TO other');
    expect(await codesOf(shop, ME, customer)).toEqual(['INTERNAL_SERVER_ERROR']);
    await beside.query('ALTER TABLE users.users RENAME COLUMN other TO name_kana');
    await shop.close();
  });
});

describe('an embedded database that is gone', () => {
  it('is called away, and by nothing of its own', async () => {
    const place = await testDatabase({ domains: ['users', 'bus'], embedded: true });
    const shop = await routedUsers({ url: place.url, production: true, transport: 'in process' });
    const customer = await register(shop);
    await ask(shop, ME, {}, customer);
    await place.close();
    const login = await ask(shop, LOGIN, { email: customer.email, password: PASSWORD });
    const me = await ask(shop, ME, {}, customer);
    for (const { errors } of [login, me]) {
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SERVICE_UNAVAILABLE']);
      expect(JSON.stringify(errors)).not.toMatch(DRIVERS_TEXT);
    }
    await shop.close();
  });
});

interface PublicFault {
  readonly message: string;
  readonly extensions: { readonly code: string; readonly requestId?: string };
}

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: answers have the shape of the operation that a test sent
  readonly data?: any;
  readonly errors?: readonly PublicFault[];
}

const ENGLISH = { 'accept-language': 'en' };

async function ask(
  { url }: RoutedUsers,
  query: string,
  variables: object,
  as?: Pick<Customer, 'authorization'>,
): Promise<Answer & { readonly status: number; readonly headers: Headers }> {
  const headers = {
    'content-type': 'application/json',
    ...ENGLISH,
    ...(as ? { authorization: as.authorization } : {}),
  };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = (await response.json()) as Answer;
  return { status: response.status, headers: response.headers, data, ...(errors ? { errors } : {}) };
}

async function codesOf(shop: RoutedUsers, query: string, as: Customer): Promise<unknown> {
  return (await ask(shop, query, {}, as)).errors?.map(({ extensions }) => extensions.code);
}

async function register(shop: RoutedUsers): Promise<Customer> {
  const email = someEmail();
  const names = { name: '日本橋 花子', nameKana: 'にほんばし はなこ' };
  const { data } = await ask(shop, REGISTER, { input: { email, password: PASSWORD, ...names } });
  return { email, authorization: `Bearer ${data.register.session.accessToken}` };
}

async function answered(running: Running): Promise<Answer> {
  await expect.poll(() => running.events.length + Number(running.failure() !== undefined)).toBe(1);
  return running.events[0] ?? { errors: running.failure() };
}
