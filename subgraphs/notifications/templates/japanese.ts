import { figure } from '@depachika/messages/figure.ts';
import type { AccountMailKind, OrderMailKind } from '../mails/mail.ts';
import type { AccountContentFacts, MailContent, OrderContentFacts } from './content.ts';
import { addressLine, moment, span, yen } from './figures.ts';

type Facts = OrderContentFacts;

/** What each mail about an order says in Japanese. */
export const JAPANESE_ORDER_MAILS: Readonly<Record<OrderMailKind, (facts: Facts) => MailContent>> = {
  ORDER_RECEIVED: (facts) =>
    mail(facts, {
      subject: `ご注文を受け付けました（${facts.number}）`,
      paragraphs: ['このたびはご注文いただき、誠にありがとうございます。次の内容で受け付けました。'],
      ...wholeOrder(facts),
    }),
  PAYMENT_DECLINED: (facts) =>
    mail(facts, {
      subject: `お支払いを完了できませんでした（${facts.number}）`,
      paragraphs: [
        'お支払いの手続きを完了できませんでした。商品とお届け枠はまだ確保しています。注文ページから、別のお支払い方法でもう一度お試しいただけます。',
      ],
      facts: [number(facts), ...total(facts), ...until('お手続きの期限', facts.payUntil)],
    }),
  SLIP_ISSUED: (facts) =>
    mail(facts, {
      subject: `コンビニでのお支払いのご案内（${facts.number}）`,
      paragraphs: ['下記の番号をコンビニの店頭でご提示のうえ、期限までにお支払いください。'],
      facts: slip(facts),
      notes: ['期限を過ぎますと、ご注文は自動的に取り消されます。'],
    }),
  SLIP_REMINDER: (facts) =>
    mail(facts, {
      subject: `お支払い期限が近づいています（${facts.number}）`,
      paragraphs: ['コンビニでのお支払いがまだ確認できておりません。期限までにお支払いください。'],
      facts: slip(facts),
      notes: ['行き違いですでにお支払いいただいている場合は、ご容赦ください。'],
    }),
  ORDER_CONFIRMED: (facts) =>
    mail(facts, {
      subject: `ご注文が確定しました（${facts.number}）`,
      paragraphs: ['ご注文が確定しました。お届けまで今しばらくお待ちください。'],
      ...wholeOrder(facts),
    }),
  ON_ITS_WAY: (facts) =>
    mail(facts, {
      subject: `商品を発送しました（${facts.number}）`,
      paragraphs: ['ご注文の商品がお店を出ました。配達状況は注文ページでご覧いただけます。'],
      facts: [number(facts), slot(facts)],
    }),
  NOBODY_HOME: (facts) =>
    mail(facts, {
      subject: `ご不在のためお届けできませんでした（${facts.number}）`,
      paragraphs: [
        'お届けにうかがいましたが、ご不在でした。注文ページから、あらためてお届け日時をお選びください。',
      ],
      facts: [number(facts)],
    }),
  DELIVERED: (facts) =>
    mail(facts, {
      subject: `お届けが完了しました（${facts.number}）`,
      paragraphs: ['ご注文の商品をお届けしました。ご利用いただき、ありがとうございました。'],
      facts: [number(facts)],
    }),
  ORDER_CANCELLED: (facts) =>
    mail(facts, {
      subject: `ご注文を取り消しました（${facts.number}）`,
      paragraphs: ['次のご注文を取り消しました。お支払い済みの代金とポイントはお返しします。'],
      facts: [number(facts), ...total(facts)],
      lines: lines(facts),
      notes: reducedRate(facts),
    }),
  ORDER_EXPIRED: (facts) =>
    mail(facts, {
      subject: `お支払いがなかったため、ご注文を取り消しました（${facts.number}）`,
      paragraphs: ['期限までにお支払いを確認できなかったため、ご注文を取り消しました。'],
      facts: [number(facts), ...total(facts)],
    }),
  RETURN_REQUESTED: (facts) =>
    mail(facts, {
      subject: `返品のお申し出を承りました（${facts.number}）`,
      paragraphs: [
        '返品のお申し出を承りました。店が確認し、お受けできるかをメールと注文ページでお知らせします。',
      ],
      facts: [number(facts)],
      lines: goods(facts),
    }),
  RETURN_ACCEPTED: (facts) =>
    mail(facts, {
      subject: `返品をお受けしました（${facts.number}）`,
      paragraphs: ['返品をお受けしました。お支払いになった代金とポイントをお返しします。'],
      facts: [number(facts)],
      lines: goods(facts),
    }),
  RETURN_REFUSED: (facts) =>
    mail(facts, {
      subject: `返品をお受けできませんでした（${facts.number}）`,
      paragraphs: [
        '恐れ入りますが、返品をお受けできませんでした。店からのお返事がある場合は、注文ページでご覧いただけます。',
      ],
      facts: [number(facts)],
      lines: goods(facts),
    }),
  REFUNDED: (facts) =>
    mail(facts, {
      subject: `返金のお手続きが完了しました（${facts.number}）`,
      paragraphs: ['返金のお手続きが完了しました。お手元に届くまで数日かかることがあります。'],
      facts: [number(facts), ...amount('返金額', facts.amountYen)],
    }),
  BANK_ACCOUNT_NEEDED: (facts) =>
    mail(facts, {
      subject: `返金先の口座をお知らせください（${facts.number}）`,
      paragraphs: [
        '返金のため、お客様の口座が必要です。注文ページからご登録ください。45日以内にご登録がない場合、返金できないことがあります。',
      ],
      facts: [number(facts), ...amount('返金額', facts.amountYen)],
      notes: ['メールで口座番号をおたずねすることはありません。'],
    }),
};

/** What each mail about an account says in Japanese. */
export const JAPANESE_ACCOUNT_MAILS: Readonly<
  Record<AccountMailKind, (facts: AccountContentFacts) => MailContent>
> = {
  VERIFY_EMAIL: (facts) =>
    account(facts, {
      subject: 'メールアドレスの確認',
      text: 'ご登録ありがとうございます。下のリンクから、メールアドレスの確認を完了してください。',
      label: 'メールアドレスを確認する',
    }),
  RESET_PASSWORD: (facts) =>
    account(facts, {
      subject: 'パスワードの再設定',
      text: 'パスワードの再設定を受け付けました。下のリンクから、新しいパスワードを設定してください。',
      label: 'パスワードを再設定する',
    }),
  CONFIRM_EMAIL_CHANGE: (facts) =>
    account(facts, {
      subject: '新しいメールアドレスの確認',
      text: 'メールアドレスの変更を受け付けました。下のリンクから、変更を完了してください。',
      label: '変更を完了する',
    }),
  EMAIL_CHANGE_TOLD: (facts) =>
    account(facts, {
      subject: 'メールアドレスの変更のお申し込み',
      text: 'お客様のアカウントで、メールアドレスを変更するお申し込みがありました。新しいアドレスで確認されると変更されます。',
      label: '',
    }),
  PASSWORD_CHANGED: (facts) =>
    account(facts, {
      subject: 'パスワードが変更されました',
      text: 'お客様のアカウントのパスワードが変更されました。ほかの端末ではログアウトされています。',
      label: '',
    }),
  ACCOUNT_DELETED_TOLD: (facts) =>
    account(facts, {
      subject: 'アカウントを削除しました',
      text: 'お客様のアカウントを削除しました。ご利用いただき、ありがとうございました。',
      label: '',
    }),
  ALREADY_REGISTERED: (facts) =>
    account(facts, {
      subject: 'すでにご登録があります',
      text: 'このメールアドレスで新規登録のお申し込みがありましたが、すでにアカウントがあります。ログインするか、パスワードを再設定してください。',
      label: 'パスワードを再設定する',
    }),
};

const METHODS: Readonly<Record<string, string>> = {
  CARD: 'クレジットカード',
  KONBINI: 'コンビニ払い',
  CASH_ON_DELIVERY: '代金引換',
  POINTS: 'ポイント',
};

const CHAINS: Readonly<Record<string, string>> = {
  SEVEN_ELEVEN: 'セブン-イレブン',
  FAMILY_MART: 'ファミリーマート',
  LAWSON: 'ローソン',
  MINISTOP: 'ミニストップ',
  SEICOMART: 'セイコーマート',
};

function mail(facts: Facts, content: Partial<MailContent> & Pick<MailContent, 'subject'>): MailContent {
  const { name, url } = facts;
  return {
    greeting: greeting(name),
    paragraphs: [],
    facts: [],
    lines: [],
    button: { label: '注文を見る', url },
    notes: [],
    ...content,
  };
}

function account(
  { name, url, expiresAt }: AccountContentFacts,
  { subject, text, label }: { readonly subject: string; readonly text: string; readonly label: string },
): MailContent {
  return {
    subject,
    greeting: greeting(name),
    paragraphs: [text],
    facts: expiresAt ? [['有効期限', moment(expiresAt, 'ja')]] : [],
    lines: [],
    ...(url && label ? { button: { label, url } } : {}),
    notes: ['お心当たりがない場合は、このメールを破棄してください。ご不安な場合はお店までご連絡ください。'],
  };
}

function greeting(name: string): string {
  return name ? `${name} 様` : 'お客様';
}

type Fact = readonly [string, string];

function number({ number: value }: Facts): Fact {
  return ['ご注文番号', value];
}

function slot({ slotStartsAt, slotEndsAt }: Facts): Fact {
  return ['お届け日時', span(slotStartsAt, slotEndsAt, 'ja')];
}

function total({ pointsUsed, amountDueYen, taxes }: Facts): Fact[] {
  return [
    ...(pointsUsed > 0 ? [['ポイント利用', `−${figure(pointsUsed)}`] as const] : []),
    ['合計（税込）', yen(amountDueYen, 'ja')],
    ...taxes.map(
      ({ taxRatePercent, grossYen, taxYen }) =>
        [`${taxRatePercent}％対象`, `${yen(grossYen, 'ja')}（内消費税 ${yen(taxYen, 'ja')}）`] as const,
    ),
  ];
}

/** What is bought for how much, when and where it goes, and how it is paid: as the page of the order has it. */
function wholeOrder(facts: Facts) {
  return {
    facts: [number(facts), slot(facts), ...address(facts), ...total(facts), payment(facts)],
    lines: lines(facts),
    notes: reducedRate(facts),
  };
}

function address({ address: to }: Facts): Fact[] {
  return to ? [['お届け先', addressLine(to)]] : [];
}

function payment({ paymentMethod }: Facts): Fact {
  return ['お支払い', METHODS[paymentMethod] ?? paymentMethod];
}

function amount(label: string, value: number | undefined): Fact[] {
  return value === undefined ? [] : [[label, yen(value, 'ja')]];
}

function until(label: string, instant: Date | undefined): Fact[] {
  return instant ? [[label, moment(instant, 'ja')]] : [];
}

function slip(facts: Facts): Fact[] {
  const { chain = '', paymentCode = '', confirmationNumber, deadlineAt } = facts;
  return [
    number(facts),
    ['お支払い先', CHAINS[chain] ?? chain],
    ['払込番号', paymentCode],
    ...(confirmationNumber ? [['確認番号', confirmationNumber] as Fact] : []),
    ...amount('金額', facts.amountYen),
    ...until('お支払い期限', deadlineAt),
  ];
}

/** Those of the reduced rate carry the mark that a note explains. */
function lines({ lines: bought, deliveryFeeYen }: Facts) {
  const marked = bought.map((line) => goodsLine(line, line.taxRatePercent === 8 ? ' ※' : ''));
  return [...marked, { name: '送料', amount: yen(deliveryFeeYen, 'ja') }];
}

function goods({ lines: bought }: Facts) {
  return bought.map((line) => goodsLine(line, ''));
}

function goodsLine({ nameJa, quantity, unitPriceYen }: Facts['lines'][number], mark: string) {
  return { name: `${nameJa}${mark} × ${quantity}`, amount: yen(unitPriceYen * quantity, 'ja') };
}

function reducedRate({ lines: bought }: Facts): string[] {
  return bought.some(({ taxRatePercent }) => taxRatePercent === 8) ? ['※は軽減税率（8％）の対象です。'] : [];
}
