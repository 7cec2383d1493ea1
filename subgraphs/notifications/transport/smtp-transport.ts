import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Delivery } from '../mails/mail-rules.ts';
import type { MailTransport, WrittenMail } from './mail-transport.ts';

/** The whole dialogue takes less time than the lease of a mail. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;
const DIALOGUE_MS = 90_000;

/** Hands mails to a mail server, over a connection of its own each. */
export function smtpTransport({ url, from }: { readonly url: string; readonly from: string }): MailTransport {
  const { auth, ...server } = parseConnectionUrl(url);
  const open = new Set<SMTPConnection>();
  return {
    async send(mail) {
      const { message, envelope } = await compose(mail, from);
      const connection = new SMTPConnection({
        ...server,
        connectionTimeout: CONNECT_MS,
        greetingTimeout: CONNECT_MS,
        socketTimeout: SILENCE_MS,
      });
      open.add(connection);
      try {
        return await dialogue({ connection, auth, message, envelope });
      } finally {
        open.delete(connection);
        connection.close();
      }
    },
    async close() {
      for (const connection of open) connection.close();
    },
  };
}

async function compose(mail: WrittenMail, from: string) {
  const host = from.slice(from.lastIndexOf('@') + 1).replace('>', '');
  const node = new MailComposer({
    from,
    // An object is never parsed: a name cannot smuggle in another reader.
    to: { name: mail.to.name, address: mail.to.email },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: `<${mail.mailId}@${host}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  return { message: await node.build(), envelope: node.getEnvelope() };
}

interface Dialogue {
  readonly connection: SMTPConnection;
  readonly auth: ReturnType<typeof parseConnectionUrl>['auth'];
  readonly message: Buffer;
  readonly envelope: ReturnType<MailComposerNode['getEnvelope']>;
}

type MailComposerNode = ReturnType<MailComposer['compile']>;

/**
 * The mail counts as handed over from its first byte on: it is a stream that the connection reads only after the server
 * asked for it. Until then every failure means that it was not sent; after that only an answer of the server says so.
 */
function dialogue({ connection, auth, message, envelope }: Dialogue): Promise<Delivery> {
  let handedOver = false;
  const body = Readable.from(
    (function* () {
      handedOver = true;
      yield message;
    })(),
  );
  return new Promise((resolve) => {
    const timer = setTimeout(() => fail({ code: 'ETIMEDOUT' }), DIALOGUE_MS);
    const end = (delivery: Delivery) => {
      clearTimeout(timer);
      resolve(delivery);
    };
    const fail = (error: SmtpFailure) => end(afterFailure(error, handedOver));
    connection.once('error', fail);
    connection.once('end', () => fail({ code: 'ECONNECTION' }));
    connection.connect((refused) => {
      if (refused) return fail(refused);
      if (!auth) return hand();
      connection.login(auth, (wrong) => (wrong ? fail(wrong) : hand()));
    });
    function hand(): void {
      connection.send(envelope, body, (error) => (error ? fail(error) : end({ kind: 'sent' })));
    }
  });
}

interface SmtpFailure {
  readonly code?: string | undefined;
  /** The server's answer, when it gave one. */
  readonly responseCode?: number | undefined;
}

/** A wrong password is the shop's fault and not the mail's: it is tried again. */
function afterFailure({ code = 'FAILED', responseCode }: SmtpFailure, handedOver: boolean): Delivery {
  const answered = responseCode !== undefined && responseCode > 0;
  if (handedOver && !answered) return { kind: 'unknown', code };
  const isOfTheMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (answered && responseCode >= 500 && isOfTheMail)
    return { kind: 'refused', code: `${code}_${responseCode}` };
  return { kind: 'notNow', code };
}
