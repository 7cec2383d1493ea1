import { newId } from '@depachika/ids/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  LOGIN,
  newCustomer,
  PASSWORD,
  REGISTER,
  type UsersUnderTest,
  usersUnderTest,
} from '../testing/test-users.ts';

let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
});
afterAll(() => shop.close());

const userOf = async (email: string) =>
  (await shop.ask(LOGIN, { email, password: PASSWORD })).data.login.session.user;
const someone = () => newId('usr');
/** As shops wrote it before a mailbox had one spelling. */
const spell = (userId: string, email: string) =>
  shop.database.query('UPDATE users.users SET email = $2 WHERE id = $1', [userId, email]);

describe('a mailbox', () => {
  it('is one account, whether its domain is written in letters or in code', async () => {
    const name = someone();
    const { userId } = await newCustomer(shop, `${name}@日本.jp`);
    const input = { email: `${name}@xn--wgv71a.jp`, password: PASSWORD, name: '花子' };
    const { session } = (await shop.ask(REGISTER, { input })).data.register;
    expect(session.user.email).toBe(`${name}@xn--wgv71a.jp`);
    for (const domain of ['日本.jp', 'xn--wgv71a.jp', '日本．ＪＰ', 'XN--WGV71A.JP']) {
      expect(await userOf(`${name}@${domain}`)).toMatchObject({ id: userId });
    }
  });

  it('of an older shop is found by any spelling, before and after it got its own', async () => {
    const name = someone();
    const { userId } = await newCustomer(shop, `${name}@日本.jp`);
    await spell(userId, `${name}@日本.jp`);
    expect(await userOf(`${name}@日本.jp`)).toMatchObject({ id: userId });
    await shop.users.start();
    for (const domain of ['日本.jp', 'xn--wgv71a.jp']) {
      expect(await userOf(`${name}@${domain}`)).toMatchObject({ id: userId, email: `${name}@xn--wgv71a.jp` });
    }
  });

  it('with two accounts of an older shop keeps both, each under its own spelling', async () => {
    const name = someone();
    const first = await newCustomer(shop, `${name}@example.jp`);
    await spell(first.userId, `${name}@日本.jp`);
    const second = await newCustomer(shop, `${name}@xn--wgv71a.jp`);
    for (let start = 1; start <= 2; start += 1) {
      await shop.users.start();
      expect(await userOf(`${name}@日本.jp`)).toMatchObject({ id: first.userId });
      expect(await userOf(`${name}@xn--wgv71a.jp`)).toMatchObject({ id: second.userId });
    }
  });
});
