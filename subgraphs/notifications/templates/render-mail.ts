import type { AccountMailKind, OrderMailKind } from '../mails/mail.ts';
import type { AccountContentFacts, Language, MailContent, OrderContentFacts } from './content.ts';
import { ENGLISH_ACCOUNT_MAILS, ENGLISH_ORDER_MAILS } from './english.ts';
import { JAPANESE_ACCOUNT_MAILS, JAPANESE_ORDER_MAILS } from './japanese.ts';
import { htmlOf, textOf } from './layout.ts';

export interface RenderedMail {
  /** One line: what breaks lines in a header is taken out. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Japanese for every language that the shop does not speak. */
export function languageOf(code: string): Language {
  return code === 'en' ? 'en' : 'ja';
}

export function renderOrderMail(
  kind: OrderMailKind,
  facts: OrderContentFacts,
  language: Language,
): RenderedMail {
  const mails = language === 'en' ? ENGLISH_ORDER_MAILS : JAPANESE_ORDER_MAILS;
  return rendered(mails[kind](facts), language);
}

export function renderAccountMail(
  kind: AccountMailKind,
  facts: AccountContentFacts,
  language: Language,
): RenderedMail {
  const mails = language === 'en' ? ENGLISH_ACCOUNT_MAILS : JAPANESE_ACCOUNT_MAILS;
  return rendered(mails[kind](facts), language);
}

function rendered(content: MailContent, language: Language): RenderedMail {
  return {
    subject: content.subject.replace(/[\r\n]/g, ' '),
    html: htmlOf(content, language),
    text: textOf(content, language),
  };
}
