import type { Delivery } from '../mails/mail-rules.ts';

/** A mail as it leaves the shop. */
export interface WrittenMail {
  /** The mail's own: it names the message too, so that a reader's program knows a mail that came twice. */
  readonly mailId: string;
  /** Empty when it is nobody's account yet. */
  readonly customerId: string;
  readonly to: { readonly name: string; readonly email: string };
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Hands a mail over once, and tells what is surely known of it. Never throws for what the other side does. */
export interface MailTransport {
  send(mail: WrittenMail): Promise<Delivery>;
  close(): Promise<void>;
}
