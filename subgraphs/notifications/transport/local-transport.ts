import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { keepLocalMail } from './local-mail-store.ts';
import type { MailTransport } from './mail-transport.ts';

/** Keeps mails where a developer reads them: they leave the shop for nobody. */
export function localTransport({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): MailTransport {
  return {
    async send({ mailId, customerId, to, subject, html, text }) {
      const recipient = to.name ? `${to.name} <${to.email}>` : to.email;
      await keepLocalMail(database, {
        mailId,
        customerId,
        recipient,
        subject,
        html,
        text,
        sentAt: clock.now(),
      });
      return { kind: 'sent' };
    },
    close: async () => undefined,
  };
}
