import type { Database, Row } from '@depachika/database/database.ts';

export interface LocalMail {
  readonly mailId: string;
  readonly recipient: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly sentAt: Date;
}

const COLUMNS = `mail_id AS "mailId", recipient, subject, html, text, sent_at AS "sentAt"`;

/** Latest first. */
export function latestLocalMails(database: Database, limit: number): Promise<LocalMail[]> {
  return database.query<LocalMail & Row>(
    `SELECT ${COLUMNS} FROM notifications.local_mails ORDER BY sent_at DESC, mail_id DESC LIMIT $1`,
    [limit],
  );
}

export async function localMail(database: Database, mailId: string): Promise<LocalMail | undefined> {
  const [mail] = await database.query<LocalMail & Row>(
    `SELECT ${COLUMNS} FROM notifications.local_mails WHERE mail_id = $1`,
    [mailId],
  );
  return mail;
}

export async function keepLocalMail(
  database: Database,
  mail: LocalMail & { readonly customerId: string },
): Promise<void> {
  const { mailId, customerId, recipient, subject, html, text, sentAt } = mail;
  await database.query(
    `INSERT INTO notifications.local_mails (mail_id, customer_id, recipient, subject, html, text, sent_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (mail_id) DO UPDATE SET recipient = $3, subject = $4, html = $5, text = $6, sent_at = $7`,
    [mailId, customerId, recipient, subject, html, text, sentAt],
  );
}
