import { withLanguage } from '@depachika/messages/language.ts';
import { DEMO_PASSWORD } from '@depachika/schema/demo-accounts.ts';
import { expect, it } from 'vitest';
import { REGISTER, someEmail, usersUnderTest } from '../testing/test-users.ts';
import { createAdministrator } from './create-administrator.ts';

it('is asked for wherever an account is opened, and the demo is for shops that are no production', async () => {
  const shop = await usersUnderTest();
  const production = await usersUnderTest({ NODE_ENV: 'production' });
  const person = () => ({ email: someEmail(), name: '日本橋 花子' });
  const register = async ({ ask }: typeof shop, password: string) =>
    (await withLanguage('en', () => ask(REGISTER, { input: { ...person(), password } }))).data.register;

  expect(await register(shop, 'Password123')).toEqual({
    __typename: 'InvalidInput',
    field: 'password',
    allowed: 'none of the passwords that are used most',
  });
  expect(await register(shop, '花子花子花子花子花子1')).toMatchObject({
    __typename: 'InvalidInput',
    field: 'password',
    allowed: expect.stringContaining('the name'),
  });
  expect(await register(shop, DEMO_PASSWORD)).toMatchObject({ __typename: 'RegisterSuccess' });
  expect(await register(production, DEMO_PASSWORD)).toMatchObject({ field: 'password' });
  for (const password of ['Password123', 'depachika2026', '日本橋日本橋日本橋日本橋'])
    expect(
      await createAdministrator(shop, { ...person(), password }, 'COMMAND:admin:create by root'),
    ).toMatchObject({
      kind: 'invalidInput',
      field: 'password',
    });
  await Promise.all([shop.close(), production.close()]);
});
