import { memoryCache } from '@depachika/cache/memory-cache.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { anonymous, type Caller, serviceCaller } from '@depachika/identity/caller.ts';
import { newId } from '@depachika/ids/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createActiveSessions } from '../sessions/active-sessions.ts';
import { askedBy, askedByNotifications } from '../testing/test-mails.ts';
import {
  ADD_ADDRESS,
  ADDRESS_INPUT,
  accessClaims,
  atOnce,
  LOGIN,
  newCustomer,
  PASSWORD,
  REGISTER,
  SESSION,
  someEmail,
  type UsersUnderTest,
  userCaller,
  usersUnderTest,
} from '../testing/test-users.ts';
import { forgetGuests } from './forget-guests.ts';

const DAY_MS = 24 * 60 * 60_000;
const START = `mutation ($input: StartGuestSessionInput!) { startGuestSession(input: $input) { __typename
  ... on StartGuestSessionSuccess { ${SESSION} } ... on TooManyAttempts { retryAt } } }`;
const TELL = `mutation ($input: TellGuestContactInput!) { tellGuestContact(input: $input) { __typename
  ... on TellGuestContactSuccess { user { id email contactEmail name nameKana phone role } }
  ... on InvalidInput { field fields { field } } } }`;
const OPEN = `mutation ($input: OpenOrderLinkInput!) { openOrderLink(input: $input) { __typename
  ... on OpenOrderLinkSuccess { reading { accessToken accessTokenExpiresAt order { id } } } } }`;
const ERASE = 'mutation { eraseGuest { __typename ... on EraseGuestSuccess { erasedAt } } }';
const LOGIN_OF_GUEST = LOGIN.replace('... on LoginSuccess {', '... on LoginSuccess { fromGuest');
const CONTACT = { name: '日本橋 花子', nameKana: 'にほんばし はなこ', phone: '090-1234-5678' };
const NUMBER = 'DP-2611-000123';

let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
  await shop.database.query(
    `INSERT INTO users.postal_codes (code, prefecture, municipality, town, latitude, longitude)
     VALUES ('1030022', '東京都', '中央区', '日本橋室町', 35.687, 139.774)`,
  );
});
afterAll(() => shop.close());

async function newGuest() {
  const { session } = (await shop.ask(START, { input: {} })).data.startGuestSession;
  const { sid } = await accessClaims(shop.users, session.accessToken, shop.clock.now());
  const userId = session.user.id as string;
  return { ...session, userId, sessionId: sid, caller: userCaller(userId, sid, 'GUEST') };
}

async function told(guest: { readonly caller: Caller }, email = someEmail()) {
  return (await shop.ask(TELL, { input: { ...CONTACT, email } }, guest.caller)).data.tellGuestContact;
}

const registration = (email: string) => ({ input: { email, password: PASSWORD, name: '日本橋 花子' } });
const isOpen = (sessionId: string) => shop.users.isSessionActive(sessionId);
const row = async (userId: string) =>
  (await shop.database.query('SELECT * FROM users.users WHERE id = $1', [userId]))[0];

async function eventsOf(userId: string) {
  const rows = await shop.database.query<{ type: string }>(
    'SELECT type FROM users.outbox_events WHERE key = $1 ORDER BY position',
    [userId],
  );
  return rows.map(({ type }) => type.split('.')[2]);
}

/** What the domain does by the clock. */
function forget() {
  const { database, clock, pubSub, ordersOfGuests } = shop;
  const cache = memoryCache({ clock, prefix: 'users' });
  return forgetGuests({
    database,
    clock,
    outbox: createOutbox({
      schema: 'users',
      source: '/depachika/users',
      clock,
      pubSub,
      currentRequestId: () => undefined,
    }),
    sessions: createActiveSessions({ database, clock, pubSub, cache }),
    orders: ordersOfGuests.client,
    guestKeptMs: 90 * DAY_MS,
  });
}

describe('a guest', () => {
  it('has a session of thirty days, a role of no scope, and things of their own', async () => {
    const guest = await newGuest();
    const claims = await accessClaims(shop.users, guest.accessToken, shop.clock.now());
    expect(claims).toMatchObject({ sub: guest.userId, roles: ['GUEST'], scopes: [] });
    const lifeMs = new Date(guest.refreshTokenExpiresAt).getTime() - shop.clock.now().getTime();
    expect(Math.round(lifeMs / DAY_MS)).toBe(30);
    const { data } = await shop.ask(ADD_ADDRESS, { input: ADDRESS_INPUT }, guest.caller);
    expect(data.addAddress.__typename).toBe('AddAddressSuccess');
    expect(await eventsOf(guest.userId)).toEqual([]);
  });

  it('tells how to be reached, which is no login name and claims no address', async () => {
    const guest = await newGuest();
    expect((await askedByNotifications(shop).getContact({ userId: guest.userId })).contact).toBeUndefined();
    const email = someEmail();
    expect(await told(guest, ` ${email.toUpperCase()} `)).toEqual({
      __typename: 'TellGuestContactSuccess',
      user: {
        id: guest.userId,
        email: '',
        contactEmail: email,
        name: '日本橋 花子',
        nameKana: 'ニホンバシ ハナコ',
        phone: '09012345678',
        role: 'GUEST',
      },
    });
    const { contact } = await askedByNotifications(shop).getContact({ userId: guest.userId });
    expect(contact).toMatchObject({ email, language: 'ja', isGuest: true });
    expect((await shop.ask(LOGIN, { email, password: PASSWORD })).data.login.__typename).toBe(
      'InvalidCredentials',
    );
    expect((await shop.ask(LOGIN, { email: '', password: '' })).data.login.__typename).toBe(
      'InvalidCredentials',
    );
  });

  it('is told of every field that is wrong at once', async () => {
    const guest = await newGuest();
    const input = { name: '', nameKana: 'abc', phone: '', email: 'nobody' };
    const { data } = await shop.ask(TELL, { input }, guest.caller);
    const fields = data.tellGuestContact.fields.map(({ field }: { field: string }) => field);
    expect(fields).toEqual(['name', 'nameKana', 'phone', 'email']);
  });

  it('is no member: passwords, mailboxes and roles are not for guests, nor what is for guests for members', async () => {
    const { caller, userId } = await newGuest();
    for (const operation of [
      `changePassword(input: { currentPassword: "", newPassword: "${PASSWORD}" })`,
      `changeEmail(input: { newEmail: "${someEmail()}", password: "" })`,
      'deleteAccount(input: { password: "" })',
      'requestEmailVerification',
    ])
      expect((await shop.ask(`mutation { ${operation} { __typename } }`, {}, caller)).codes).toEqual([
        'FORBIDDEN',
      ]);
    const admin = userCaller(newId('usr'), undefined, 'ADMIN');
    const SET = `mutation ($role: Role!) { setUserRole(input: { userId: "${userId}", role: $role, expectedVersion: 1 }) {
      __typename } }`;
    expect((await shop.ask(SET, { role: 'STAFF' }, admin)).data.setUserRole.__typename).toBe('GuestAccount');
    expect((await shop.ask(SET, { role: 'GUEST' }, admin)).codes).toEqual(['BAD_USER_INPUT']);
    const customer = await newCustomer(shop);
    expect((await told(customer)).__typename).toBe('MemberAccount');
    expect((await shop.ask(ERASE, {}, customer.caller)).data.eraseGuest.__typename).toBe('MemberAccount');
    expect((await shop.ask(ERASE)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await shop.ask(TELL, { input: { ...CONTACT, email: someEmail() } })).codes).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  it('is one of so many of a network in an hour', async () => {
    const network = '203.0.113.50';
    const begin = () => shop.ask(START, { input: {} }, { ...anonymous, network } as Caller);
    const kinds = (await atOnce(121, begin)).map(({ data }) => data.startGuestSession.__typename);
    expect(kinds.filter((kind) => kind === 'TooManyAttempts')).toHaveLength(1);
  });
});

describe('registering as a guest', () => {
  it('makes the account of the same row: what is there stays, and the guest is signed out', async () => {
    const guest = await newGuest();
    await told(guest);
    const address = await shop.ask(ADD_ADDRESS, { input: ADDRESS_INPUT }, guest.caller);
    const email = someEmail();
    const { register } = (await shop.ask(REGISTER, registration(email), guest.caller)).data;
    expect(register.session.user).toMatchObject({ id: guest.userId, email });
    expect(await row(guest.userId)).toMatchObject({
      role: 'CUSTOMER',
      guest_email: '',
      phone: '09012345678',
      name_kana: 'ニホンバシ ハナコ',
    });
    expect(await isOpen(guest.sessionId)).toBe(false);
    expect(await eventsOf(guest.userId)).toEqual(['UserRegistered', 'AccountMailRequested']);
    const me = userCaller(guest.userId);
    const { data } = await shop.ask('{ me { addresses { id } } }', {}, me);
    expect(data.me.addresses).toEqual([{ id: address.data.addAddress.address.id }]);
    expect((await shop.ask(LOGIN, { email, password: PASSWORD })).data.login.__typename).toBe('LoginSuccess');
  });

  it('happens once, though two tabs do it at once', async () => {
    const guest = await newGuest();
    const answers = await atOnce(4, () => shop.ask(REGISTER, registration(someEmail()), guest.caller));
    expect(answers.filter(({ data }) => data?.register.__typename === 'RegisterSuccess')).toHaveLength(1);
    expect(answers.filter(({ codes }) => codes[0] === 'UNAUTHENTICATED')).toHaveLength(3);
    expect(await eventsOf(guest.userId)).toEqual(['UserRegistered', 'AccountMailRequested']);
  });
});

describe('logging in as a guest', () => {
  const login = (email: string, caller: Caller) =>
    shop.ask(LOGIN_OF_GUEST, { email, password: PASSWORD }, caller);

  it('signs the guest out, and tells orders whose cart the account may have', async () => {
    const guest = await newGuest();
    const { email, userId } = await newCustomer(shop);
    const { data } = await login(email, guest.caller);
    expect(data.login).toMatchObject({ fromGuest: true, session: { user: { id: userId } } });
    expect(await isOpen(guest.sessionId)).toBe(false);
    const asked = askedBy(shop, serviceCaller('orders'));
    expect((await asked.getMergedGuests({ userId })).guestIds).toEqual([guest.userId]);
    expect((await asked.getMergedGuests({ userId: newId('usr') })).guestIds).toEqual([]);
    expect((await login(email, anonymous)).data.login.fromGuest).toBe(false);
  });

  it('gives the cart to one account, though two log in at once, or one registers', async () => {
    const guest = await newGuest();
    const [one, other] = [await newCustomer(shop), await newCustomer(shop)];
    const [first, second, third] = await Promise.all([
      login(one.email, guest.caller),
      login(other.email, guest.caller),
      shop.ask(REGISTER, registration(someEmail()), guest.caller),
    ]);
    const winners = [first.data.login.fromGuest, second.data.login.fromGuest, third.codes.length === 0];
    expect(winners.filter(Boolean)).toHaveLength(1);
  });
});

describe("the link of a guest's order", () => {
  async function linked() {
    const guest = await newGuest();
    await told(guest);
    const orderId = newId('ord');
    const asked = { userId: guest.userId, orderId, orderNumber: NUMBER };
    const { token } = await askedByNotifications(shop).prepareOrderLink(asked);
    return { guest, orderId, token };
  }
  const open = async (input: { readonly number: string; readonly token: string }) =>
    (await shop.ask(OPEN, { input })).data.openOrderLink;

  it('lets its holder read that order for an hour, as often as they open it', async () => {
    const { guest, orderId, token } = await linked();
    const [first, second] = [
      await open({ number: NUMBER, token }),
      await open({ number: ' dp-2611-000123', token }),
    ];
    for (const { reading } of [first, second]) {
      expect(reading.order).toEqual({ id: orderId });
      const claims = await accessClaims(shop.users, reading.accessToken, shop.clock.now());
      expect(claims).toMatchObject({ sub: guest.userId, ord: orderId, roles: [], scopes: [] });
      expect(await isOpen(claims.sid)).toBe(true);
    }
    const { data } = await shop.ask('{ me { sessions { id } } }', {}, guest.caller);
    expect(data.me.sessions).toEqual([{ id: guest.sessionId }]);
  });

  it('answers a wrong number, a wrong token and an old link alike', async () => {
    const { token } = await linked();
    const { token: other } = await linked();
    const refused = { __typename: 'InvalidLink' };
    expect(await open({ number: 'DP-2611-000124', token })).toEqual(refused);
    expect(
      await open({
        number: NUMBER,
        token: token.replace(/^./, (first: string) => (first === 'A' ? 'B' : 'A')),
      }),
    ).toEqual(refused);
    expect(await open({ number: NUMBER, token: '' })).toEqual(refused);
    shop.clock.advance(90 * DAY_MS);
    expect(await open({ number: NUMBER, token: other })).toEqual(refused);
  });

  it('is kept as a hash, and made for guests and notifications alone', async () => {
    const { token } = await linked();
    const rows = await shop.database.query<{ row: string }>('SELECT t::text AS row FROM users.order_links t');
    expect(rows.filter(({ row }) => row.includes(token))).toEqual([]);
    const customer = await newCustomer(shop);
    const asked = { userId: customer.userId, orderId: newId('ord'), orderNumber: NUMBER };
    expect((await askedByNotifications(shop).prepareOrderLink(asked)).token).toBe('');
    const person = askedBy(shop, customer.caller);
    await expect(person.prepareOrderLink(asked)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it('lets its holder see nothing of the guest, and erase everything', async () => {
    const { guest, orderId, token } = await linked();
    const reader: Caller = { kind: 'orderReader', userId: guest.userId, orderId, sessionId: newId('ses') };
    const ME = '{ me { name } }';
    expect((await shop.ask(ME, {}, reader)).data.me).toBeNull();
    const ENTITY = `query { _entities(representations: [{ __typename: "User", id: "${guest.userId}" }]) { ... on User { name } } }`;
    expect((await shop.ask(ENTITY, {}, reader)).data._entities).toEqual([null]);
    expect((await shop.ask(TELL, { input: { ...CONTACT, email: someEmail() } }, reader)).codes).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect((await shop.ask(ERASE, {}, reader)).data.eraseGuest.__typename).toBe('EraseGuestSuccess');
    expect(await row(guest.userId)).toMatchObject({ name: '', phone: '', guest_email: '' });
    expect(await open({ number: NUMBER, token })).toEqual({ __typename: 'InvalidLink' });
    expect(await isOpen(guest.sessionId)).toBe(false);
    expect(await eventsOf(guest.userId)).toEqual(['UserDeleted']);
    expect((await shop.ask(ERASE, {}, reader)).data.eraseGuest.__typename).toBe('MemberAccount');
  });
});

describe('by the clock', () => {
  it('guests who never ordered go after thirty days without a visit, and nobody else', async () => {
    const [idle, visitor, buyer] = [await newGuest(), await newGuest(), await newGuest()];
    shop.ordersOfGuests.known.set(buyer.userId, { underWay: true, lastChangedAt: shop.clock.now() });
    shop.clock.advance(29 * DAY_MS);
    const REFRESHED = `mutation { refreshSession(input: { refreshToken: "${visitor.refreshToken}" }) { __typename } }`;
    expect((await shop.ask(REFRESHED)).data.refreshSession.__typename).toBe('RefreshSessionSuccess');
    await forget();
    expect(await row(idle.userId)).toBeDefined();
    shop.clock.advance(DAY_MS);
    while ((await forget()) === 'more');
    expect(await row(idle.userId)).toBeUndefined();
    expect(await eventsOf(idle.userId)).toEqual(['UserDeleted']);
    expect(await row(visitor.userId)).toMatchObject({ role: 'GUEST', deleted_at: null });
    expect(await row(buyer.userId)).toMatchObject({ role: 'GUEST', deleted_at: null });
  });

  it('guests who ordered are erased ninety days after the end of their last order, and their id stays', async () => {
    const guest = await newGuest();
    await told(guest);
    const ended = new Date(shop.clock.now().getTime() + DAY_MS);
    shop.ordersOfGuests.known.set(guest.userId, { underWay: false, lastChangedAt: ended });
    shop.clock.advance(60 * DAY_MS);
    await forget();
    expect(await row(guest.userId)).toMatchObject({ name: '日本橋 花子' });
    shop.clock.advance(31 * DAY_MS);
    await forget();
    expect(await row(guest.userId)).toMatchObject({ name: '', guest_email: '', role: 'GUEST' });
    expect(await forget()).toBe('idle');
  });
});
