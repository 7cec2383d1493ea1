import { wholeNumber } from '@depachika/domain/settings.ts';

/** Settings of notifications for its operator. */
export interface NotificationsConfig {
  /** The mail server, `smtp://user:password@host:587` or `smtps://…`; `SMTP_URL`. Undefined: mails stay in the shop, to be read at `/dev/mail`. */
  readonly smtpUrl: string | undefined;
  /** Who mails are from, `Name <address>`; `MAIL_FROM`. */
  readonly mailFrom: string;
  /** Where the shop's pages are, without a slash at the end; `SHOP_URL`. */
  readonly shopUrl: string;
  /** Pause between looks for mails that are due, 1,000 to 60,000; `NOTIFICATIONS_POLL_MS`. */
  readonly pollMs: number;
}

/** Throws, naming the variable and what it should hold. Production guesses none of them. */
export function notificationsConfig(env: NodeJS.ProcessEnv = process.env): NotificationsConfig {
  const needed = env.NODE_ENV === 'production';
  return {
    smtpUrl: readSmtpUrl(env, needed),
    mailFrom: readSender(env, needed),
    shopUrl: readShopUrl(env, needed),
    pollMs: wholeNumber(env, 'NOTIFICATIONS_POLL_MS', { from: 1000, to: 60_000, otherwise: 5000 }),
  };
}

function readSmtpUrl(env: NodeJS.ProcessEnv, needed: boolean): string | undefined {
  const url = env.SMTP_URL;
  if (!url && !needed) return undefined;
  if (url && URL.canParse(url) && /^smtps?:$/.test(new URL(url).protocol) && new URL(url).hostname)
    return url;
  throw new Error('SMTP_URL must hold the mail server, smtp://user:password@host:port or smtps://…');
}

function readSender(env: NodeJS.ProcessEnv, needed: boolean): string {
  const sender = env.MAIL_FROM || (needed ? '' : 'Depachika <shop@depachika.example>');
  if (/^[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>$/.test(sender) || /^[^<>@\s]+@[^<>@\s]+$/.test(sender)) return sender;
  throw new Error('MAIL_FROM must hold who mails are from: Name <address>, or an address alone');
}

function readShopUrl(env: NodeJS.ProcessEnv, needed: boolean): string {
  const text = env.SHOP_URL || (needed ? '' : `http://localhost:${env.PORT || '8080'}`);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash) return text.replace(/\/$/, '');
  throw new Error("SHOP_URL must hold the address of the shop's pages: https://shop.example");
}
