import { systemClock } from '@depachika/clock/clock.ts';
import { openDatabase } from '@depachika/database/open-database.ts';
import { armedCrashPoint } from '@depachika/fault-injection/crash-points.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { runDueMails } from '../mails/send-mails.ts';
import { smtpTransport } from '../transport/smtp-transport.ts';

/** Sends what is due on its own, for tests that kill it: `<database url> <mail server> <crash point>`. */
const [url, server, armed] = process.argv.slice(2);
await runDueMails({
  database: openDatabase({ url: url!, service: 'sending process' }),
  clock: systemClock,
  logger: silent,
  crashPoints: armedCrashPoint(armed!),
  transport: smtpTransport({ url: server!, from: 'shop@depachika.example' }),
  prepare: async ({ id, customerId }) => ({
    kind: 'written',
    mail: {
      mailId: id,
      customerId,
      to: { name: '', email: 'hana@example.jp' },
      subject: 'ご注文',
      html: '<p></p>',
      text: '',
    },
  }),
});
