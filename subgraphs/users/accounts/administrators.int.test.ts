import { seedUsersDemo } from '@depachika/demo/seeds/users-seed.ts';
import { newId } from '@depachika/ids/ids.ts';
import { DEMO_ACCOUNTS, DEMO_PASSWORD, TOUR_ACCOUNTS } from '@depachika/schema/demo-accounts.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LOGIN, type UsersUnderTest, usersUnderTest } from '../testing/test-users.ts';
import { createAdministrator } from './create-administrator.ts';
import { hashPassword } from './passwords.ts';

const PASSWORD = '百貨店の地下で買う和菓子';
let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest({ NODE_ENV: 'production' });
});
afterEach(async () => {
  await shop.database.query('DELETE FROM users.users');
});
afterAll(() => shop.close());

const created = (input: { email: string; password?: string; name?: string }) =>
  createAdministrator(
    shop,
    { password: PASSWORD, name: '管理 花子', ...input },
    'COMMAND:admin:create by root',
  );

describe('an administrator that the operator makes', () => {
  it('logs in with the rights of one', async () => {
    expect(await created({ email: 'Admin@Shop.Example' })).toMatchObject({
      kind: 'created',
      email: 'admin@shop.example',
    });
    const { data } = await shop.ask(LOGIN, { email: 'admin@shop.example', password: PASSWORD });
    expect(data.login).toMatchObject({ __typename: 'LoginSuccess' });
    expect(await shop.database.query('SELECT role, name FROM users.users')).toEqual([
      { role: 'ADMIN', name: '管理 花子' },
    ]);
    expect(await shop.database.query('SELECT operation, actor, fields FROM users.changes')).toEqual([
      {
        operation: 'admin:create',
        actor: 'COMMAND:admin:create by root',
        fields: [{ field: 'role', from: null, to: 'ADMIN' }],
      },
    ]);
  });

  it('takes no account from anybody', async () => {
    await created({ email: 'admin@shop.example' });
    expect(await created({ email: 'ADMIN@shop.example', password: 'another password' })).toEqual({
      kind: 'emailTaken',
      email: 'admin@shop.example',
    });
  });

  it.each([
    [{ email: 'nobody', password: 'short' }, ['email', 'password']],
    [{ email: 'admin@shop.example', password: DEMO_PASSWORD }, ['password']],
    [{ email: 'admin@shop.example', password: 'ｄｅｐａｃｈｉｋａ-ｄｅｍｏ' }, ['password']],
  ])('has a name and a password that are good enough: %j', async (input, fields) => {
    const refused = await created(input);
    if (refused.kind !== 'invalidInput') throw new Error('It was taken');
    expect([refused, ...(refused.others ?? [])].map(({ field }) => field)).toEqual(fields);
    expect(await shop.database.query('SELECT 1 FROM users.users')).toEqual([]);
  });
});

describe('production', () => {
  const refusal = { code: 'PUBLISHED_ACCOUNTS', message: expect.stringContaining('other passwords first') };

  it('does not start on the accounts of the demo shop', async () => {
    await seedUsersDemo(shop);
    await expect(shop.users.start()).rejects.toMatchObject(refusal);
    const others = DEMO_ACCOUNTS.slice(1);
    await shop.database.query('DELETE FROM users.users WHERE email = ANY($1::text[])', [others]);
    await expect(shop.users.start()).rejects.toMatchObject(refusal);
    await shop.database.query('DELETE FROM users.users');
    await shop.users.start();
  });

  it('does not start on one with rights that was renamed since, nor on one that was made by hand', async () => {
    const passwordHash = await hashPassword(DEMO_PASSWORD);
    for (const [email, role] of [
      ['someone@shop.example', 'STAFF'],
      [TOUR_ACCOUNTS.customer, 'CUSTOMER'],
    ]) {
      await shop.database.query(
        'INSERT INTO users.users (id, email, name, role, password_hash, created_at) VALUES ($1, $2, $2, $3, $4, now())',
        [newId('usr'), email, role, passwordHash],
      );
      await expect(shop.users.start()).rejects.toMatchObject(refusal);
      await shop.database.query('DELETE FROM users.users');
    }
  });

  it('starts when their passwords are others', async () => {
    await seedUsersDemo(shop);
    await shop.database.query('UPDATE users.users SET password_hash = $1', [await hashPassword(PASSWORD)]);
    await shop.users.start();
  });
});

it('says nothing of them elsewhere', async () => {
  const demo = await usersUnderTest();
  await seedUsersDemo(demo);
  await demo.users.start();
  await demo.close();
});
