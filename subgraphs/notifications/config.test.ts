import { expect, it } from 'vitest';
import { notificationsConfig } from './config.ts';

it('keeps mails in the shop where no mail server is named', () => {
  expect(notificationsConfig({})).toEqual({
    smtpUrl: undefined,
    mailFrom: 'Depachika <shop@depachika.example>',
    shopUrl: 'http://localhost:8080',
    pollMs: 5000,
  });
});

const WHOLE = {
  NODE_ENV: 'production',
  SMTP_URL: 'smtps://shop:secret@mail.example',
  MAIL_FROM: 'デパチカ <shop@example.jp>',
  SHOP_URL: 'https://shop.example/',
};

it('asks production for everything, and takes a slash off', () => {
  expect(notificationsConfig(WHOLE)).toMatchObject({
    smtpUrl: WHOLE.SMTP_URL,
    mailFrom: WHOLE.MAIL_FROM,
    shopUrl: 'https://shop.example',
  });
  for (const name of ['SMTP_URL', 'MAIL_FROM', 'SHOP_URL'])
    expect(() => notificationsConfig({ ...WHOLE, [name]: '' })).toThrow(name);
});

it.each([
  ['SMTP_URL', 'mail.example:25'],
  ['SMTP_URL', 'https://mail.example'],
  ['MAIL_FROM', 'Shop <a@b>\r\nBcc: c@d'],
  ['MAIL_FROM', 'shop'],
  ['SHOP_URL', 'shop.example'],
  ['SHOP_URL', 'https://shop.example/?a=b'],
  ['NOTIFICATIONS_POLL_MS', '1'],
])('refuses %s=%s', (name, value) => {
  expect(() => notificationsConfig({ [name]: value })).toThrow(name);
});
