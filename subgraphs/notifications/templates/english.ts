import { figure } from '@depachika/messages/figure.ts';
import type { AccountMailKind, OrderMailKind } from '../mails/mail.ts';
import type { AccountContentFacts, MailContent, OrderContentFacts } from './content.ts';
import { addressLine, moment, span, yen } from './figures.ts';

type Facts = OrderContentFacts;

/** What each mail about an order says in English. */
export const ENGLISH_ORDER_MAILS: Readonly<Record<OrderMailKind, (facts: Facts) => MailContent>> = {
  ORDER_RECEIVED: (facts) =>
    mail(facts, {
      subject: `We have your order (${facts.number})`,
      paragraphs: ['Thank you for your order. This is what we noted down.'],
      ...wholeOrder(facts),
    }),
  PAYMENT_DECLINED: (facts) =>
    mail(facts, {
      subject: `Your payment did not go through (${facts.number})`,
      paragraphs: [
        'Your payment could not be completed. We still hold the goods and the delivery time for you: on the page of your order you can pay again, in another way if you like.',
      ],
      facts: [number(facts), ...total(facts), ...until('Pay again until', facts.payUntil)],
    }),
  SLIP_ISSUED: (facts) =>
    mail(facts, {
      subject: `How to pay at the convenience store (${facts.number})`,
      paragraphs: ['Show these numbers at the counter and pay before the time below.'],
      facts: slip(facts),
      notes: ['After that time the order is cancelled by itself.'],
    }),
  SLIP_REMINDER: (facts) =>
    mail(facts, {
      subject: `Your time to pay ends soon (${facts.number})`,
      paragraphs: ['We have not received your payment yet. Please pay before the time below.'],
      facts: slip(facts),
      notes: ['If you have paid in the meantime, there is nothing left to do.'],
    }),
  ORDER_CONFIRMED: (facts) =>
    mail(facts, {
      subject: `Your order is confirmed (${facts.number})`,
      paragraphs: ['Your order is confirmed, and we prepare it for delivery.'],
      ...wholeOrder(facts),
    }),
  ON_ITS_WAY: (facts) =>
    mail(facts, {
      subject: `Your order is on its way (${facts.number})`,
      paragraphs: ['Your order has left the shop. Its page shows where it is.'],
      facts: [number(facts), slot(facts)],
    }),
  NOBODY_HOME: (facts) =>
    mail(facts, {
      subject: `Nobody was at home (${facts.number})`,
      paragraphs: [
        'We tried to deliver your order, and nobody was at home. Please choose another time on its page.',
      ],
      facts: [number(facts)],
    }),
  DELIVERED: (facts) =>
    mail(facts, {
      subject: `Your order was delivered (${facts.number})`,
      paragraphs: ['Your order was delivered. Thank you for shopping with us.'],
      facts: [number(facts)],
    }),
  ORDER_CANCELLED: (facts) =>
    mail(facts, {
      subject: `Your order was cancelled (${facts.number})`,
      paragraphs: ['This order was cancelled. Money and points that you paid go back to you.'],
      facts: [number(facts), ...total(facts)],
      lines: lines(facts),
      notes: reducedRate(facts),
    }),
  ORDER_EXPIRED: (facts) =>
    mail(facts, {
      subject: `Your order ended unpaid (${facts.number})`,
      paragraphs: ['No payment arrived in time, so the order was cancelled.'],
      facts: [number(facts), ...total(facts)],
    }),
  RETURN_REQUESTED: (facts) =>
    mail(facts, {
      subject: `Your request to return this order (${facts.number})`,
      paragraphs: [
        'We have your request to return this order. We look at it, and tell you by mail and on the page of your order whether we take it back.',
      ],
      facts: [number(facts)],
      lines: goods(facts),
    }),
  RETURN_ACCEPTED: (facts) =>
    mail(facts, {
      subject: `Your return was accepted (${facts.number})`,
      paragraphs: ['We accepted your return. Money and points that you paid go back to you.'],
      facts: [number(facts)],
      lines: goods(facts),
    }),
  RETURN_REFUSED: (facts) =>
    mail(facts, {
      subject: `Your return was not accepted (${facts.number})`,
      paragraphs: [
        'We are sorry: we could not accept your return. Where the shop answered you, its words are on the page of your order.',
      ],
      facts: [number(facts)],
      lines: goods(facts),
    }),
  REFUNDED: (facts) =>
    mail(facts, {
      subject: `Your refund is done (${facts.number})`,
      paragraphs: ['We sent your money back. It may take some days until you see it.'],
      facts: [number(facts), ...amount('Refund', facts.amountYen)],
    }),
  BANK_ACCOUNT_NEEDED: (facts) =>
    mail(facts, {
      subject: `Tell us where to send your refund (${facts.number})`,
      paragraphs: [
        'We need a bank account to send your money back. Please enter it on the page of your order; after 45 days without one the refund may fail.',
      ],
      facts: [number(facts), ...amount('Refund', facts.amountYen)],
      notes: ['We never ask for account numbers by mail.'],
    }),
};

/** What each mail about an account says in English. */
export const ENGLISH_ACCOUNT_MAILS: Readonly<
  Record<AccountMailKind, (facts: AccountContentFacts) => MailContent>
> = {
  VERIFY_EMAIL: (facts) =>
    account(facts, {
      subject: 'Confirm your email address',
      text: 'Thank you for registering. Please confirm your email address with the link below.',
      label: 'Confirm email address',
    }),
  RESET_PASSWORD: (facts) =>
    account(facts, {
      subject: 'Set a new password',
      text: 'Somebody, hopefully you, asked for a new password. Set it with the link below.',
      label: 'Set a new password',
    }),
  CONFIRM_EMAIL_CHANGE: (facts) =>
    account(facts, {
      subject: 'Confirm your new email address',
      text: 'You asked to use this email address from now on. Confirm it with the link below.',
      label: 'Confirm the change',
    }),
  EMAIL_CHANGE_TOLD: (facts) =>
    account(facts, {
      subject: 'Somebody asked for another email address',
      text: 'Another email address was asked for at your account. It changes once the new address is confirmed.',
      label: '',
    }),
  PASSWORD_CHANGED: (facts) =>
    account(facts, {
      subject: 'Your password was changed',
      text: 'The password of your account was changed. Other devices are signed out.',
      label: '',
    }),
  ACCOUNT_DELETED_TOLD: (facts) =>
    account(facts, {
      subject: 'Your account was deleted',
      text: 'Your account was deleted. Thank you for having shopped with us.',
      label: '',
    }),
  ALREADY_REGISTERED: (facts) =>
    account(facts, {
      subject: 'You have an account already',
      text: 'Somebody tried to register with this email address, which has an account already. Sign in, or set a new password.',
      label: 'Set a new password',
    }),
};

const METHODS: Readonly<Record<string, string>> = {
  CARD: 'Card',
  KONBINI: 'Convenience store',
  CASH_ON_DELIVERY: 'Cash on delivery',
  POINTS: 'Points',
};

const CHAINS: Readonly<Record<string, string>> = {
  SEVEN_ELEVEN: 'Seven-Eleven',
  FAMILY_MART: 'FamilyMart',
  LAWSON: 'Lawson',
  MINISTOP: 'Ministop',
  SEICOMART: 'Seicomart',
};

function mail(facts: Facts, content: Partial<MailContent> & Pick<MailContent, 'subject'>): MailContent {
  const { name, url } = facts;
  return {
    greeting: greeting(name),
    paragraphs: [],
    facts: [],
    lines: [],
    button: { label: 'See your order', url },
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
    facts: expiresAt ? [['Good until', moment(expiresAt, 'en')]] : [],
    lines: [],
    ...(url && label ? { button: { label, url } } : {}),
    notes: ['If this was not you, ignore this mail, or tell the shop if it worries you.'],
  };
}

function greeting(name: string): string {
  return name ? `Dear ${name},` : 'Dear customer,';
}

type Fact = readonly [string, string];

function number({ number: value }: Facts): Fact {
  return ['Order', value];
}

function slot({ slotStartsAt, slotEndsAt }: Facts): Fact {
  return ['Delivery time', span(slotStartsAt, slotEndsAt, 'en')];
}

function total({ pointsUsed, amountDueYen, taxes }: Facts): Fact[] {
  return [
    ...(pointsUsed > 0 ? [['Points used', `−${figure(pointsUsed)}`] as const] : []),
    ['Total, tax included', yen(amountDueYen, 'en')],
    ...taxes.map(
      ({ taxRatePercent, grossYen, taxYen }) =>
        [`At ${taxRatePercent} %`, `${yen(grossYen, 'en')} (of which ${yen(taxYen, 'en')} tax)`] as const,
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
  return to ? [['Address', addressLine(to)]] : [];
}

function payment({ paymentMethod }: Facts): Fact {
  return ['Payment', METHODS[paymentMethod] ?? paymentMethod];
}

function amount(label: string, value: number | undefined): Fact[] {
  return value === undefined ? [] : [[label, yen(value, 'en')]];
}

function until(label: string, instant: Date | undefined): Fact[] {
  return instant ? [[label, moment(instant, 'en')]] : [];
}

function slip(facts: Facts): Fact[] {
  const { chain = '', paymentCode = '', confirmationNumber, deadlineAt } = facts;
  return [
    number(facts),
    ['Where', CHAINS[chain] ?? chain],
    ['Payment code', paymentCode],
    ...(confirmationNumber ? [['Confirmation number', confirmationNumber] as Fact] : []),
    ...amount('Amount', facts.amountYen),
    ...until('Pay until', deadlineAt),
  ];
}

/** Those of the reduced rate carry the mark that a note explains. */
function lines({ lines: bought, deliveryFeeYen }: Facts) {
  const marked = bought.map((line) => goodsLine(line, line.taxRatePercent === 8 ? ' ※' : ''));
  return [...marked, { name: 'Delivery fee', amount: yen(deliveryFeeYen, 'en') }];
}

function goods({ lines: bought }: Facts) {
  return bought.map((line) => goodsLine(line, ''));
}

function goodsLine({ nameEn, nameJa, quantity, unitPriceYen }: Facts['lines'][number], mark: string) {
  return { name: `${nameEn || nameJa}${mark} × ${quantity}`, amount: yen(unitPriceYen * quantity, 'en') };
}

function reducedRate({ lines: bought }: Facts): string[] {
  return bought.some(({ taxRatePercent }) => taxRatePercent === 8) ? ['※ Reduced tax rate (8 %).'] : [];
}
