import { seedUsersDemo } from '@depachika/demo/seeds/users-seed.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  newAddress,
  newCustomer,
  PASSWORD,
  type UsersUnderTest,
  usersUnderTest,
} from '../testing/test-users.ts';

let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
  await seedUsersDemo(shop);
});
afterAll(() => shop.close());

const logIn = (email: string, user: string) =>
  shop.ask(
    `mutation ($email: String!, $password: String!) {
      login(input: { email: $email, password: $password }) { ... on LoginSuccess { session { user ${user} } } } }`,
    { email, password: PASSWORD },
  );

describe('whoever logs in, whom the request did not know', () => {
  it('reads in the same answer what is theirs', async () => {
    const customer = await newCustomer(shop);
    const { id } = await newAddress(shop, customer);
    const { data, codes } = await logIn(
      customer.email,
      `{ addresses { id } one: address(id: "${id}") { postalCode } }`,
    );
    expect(codes).toEqual([]);
    expect(data.login.session.user).toEqual({ addresses: [{ id }], one: { postalCode: '1030022' } });
  });

  it('reads it too when their session goes on', async () => {
    const customer = await newCustomer(shop);
    const { id } = await newAddress(shop, customer);
    const { data } = await shop.ask(
      `mutation ($refreshToken: String!) { refreshSession(input: { refreshToken: $refreshToken }) {
        ... on RefreshSessionSuccess { session { user { addresses { id } } } } } }`,
      { refreshToken: customer.refreshToken },
    );
    expect(data.refreshSession.session.user.addresses).toEqual([{ id }]);
  });

  it('reads nothing that is for staff, nor of anybody else', async () => {
    const customer = await newCustomer(shop);
    const other = await newAddress(shop, await newCustomer(shop));
    const { data, codes } = await logIn(
      customer.email,
      `{ disabled { reason } address(id: "${other.id}") { id } }`,
    );
    expect(data.login.session.user).toEqual({ disabled: null, address: null });
    expect(codes).toEqual(['FORBIDDEN']);
  });

  it('reads as staff what is for staff', async () => {
    const { email, userId } = await newCustomer(shop);
    await shop.database.query(`UPDATE users.users SET role = 'ADMIN' WHERE id = $1`, [userId]);
    const { data, codes } = await logIn(email, '{ disabled { reason } changes { nodes { operation } } }');
    expect(codes).toEqual([]);
    expect(data.login.session.user).toEqual({ disabled: null, changes: { nodes: [] } });
  });
});
