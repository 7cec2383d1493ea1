import { serviceCaller } from '@depachika/identity/caller.ts';
import { directRpc } from '@depachika/rpc/direct-rpc.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newCustomer, type UsersUnderTest, usersUnderTest } from '../testing/test-users.ts';

let shop: UsersUnderTest;
beforeAll(async () => {
  shop = await usersUnderTest();
});
afterAll(() => shop.close());

function client(caller: Parameters<ReturnType<typeof directRpc>['connector']>[0]) {
  const rpc = directRpc();
  rpc.serve(shop.users.rpc, silent);
  return rpc.connector(caller).client(UserService);
}

it('tells notifications where somebody reads mail, and nothing of accounts that are not there', async () => {
  const { userId, email } = await newCustomer(shop);
  const { getContact } = client(serviceCaller('notifications'));
  expect((await getContact({ userId })).contact).toMatchObject({ email, language: 'ja' });
  await shop.database.query('DELETE FROM users.users WHERE id = $1', [userId]);
  for (const unknown of [userId, '', '\u0000'])
    expect((await getContact({ userId: unknown })).contact).toBeUndefined();
});

it('tells nobody else', async () => {
  const { userId, caller } = await newCustomer(shop);
  for (const other of [caller, serviceCaller('payments'), serviceCaller('delivery')])
    await expect(client(other).getContact({ userId })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
