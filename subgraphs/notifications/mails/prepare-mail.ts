import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { Clock } from '@depachika/clock/clock.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type {
  OrderService,
  OrderSummary,
} from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import type { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import type { Language, OrderContentFacts } from '../templates/content.ts';
import {
  languageOf,
  type RenderedMail,
  renderAccountMail,
  renderOrderMail,
} from '../templates/render-mail.ts';
import { type AccountMailKind, isAccountMail, type MailRecord, type OrderMailKind } from './mail.ts';
import { isStillTrue } from './mail-rules.ts';
import type { Preparation } from './send-mails.ts';

export interface PrepareDependencies {
  readonly users: Pick<
    RpcClient<typeof UserService>,
    'getContact' | 'prepareAccountMail' | 'prepareOrderLink'
  >;
  readonly orders: Pick<RpcClient<typeof OrderService>, 'getOrderSummary'>;
  readonly clock: Clock;
  /** Where the shop's pages are, without a slash at the end. */
  readonly shopUrl: string;
}

/** Asks users and orders for what the mail holds, and writes it in its reader's language. Rejects while one is away. */
export function prepareMail(deps: PrepareDependencies, mail: MailRecord): Promise<Preparation> {
  const { kind } = mail;
  return isAccountMail(kind) ? accountMail(deps, { ...mail, kind }) : orderMail(deps, { ...mail, kind });
}

/** Where the link of each mail about an account leads; those without one only tell something. */
const PAGES: Readonly<Partial<Record<AccountMailKind, string>>> = {
  VERIFY_EMAIL: 'verify',
  RESET_PASSWORD: 'reset',
  CONFIRM_EMAIL_CHANGE: 'confirm-mail',
};

type AccountMail = MailRecord & { readonly kind: AccountMailKind };
type OrderMail = MailRecord & { readonly kind: OrderMailKind };

async function accountMail(
  { users, clock, shopUrl }: PrepareDependencies,
  mail: AccountMail,
): Promise<Preparation> {
  const { mail: wanted } = await users.prepareAccountMail({ mailId: mail.subject });
  const expiresAt = wanted?.expiresAt && timestampDate(wanted.expiresAt);
  if (!wanted || (expiresAt && expiresAt <= clock.now())) return { kind: 'dropped', reason: 'NOT_NEEDED' };
  const language = languageOf(wanted.language);
  const { email, name, token } = wanted;
  const rendered = renderAccountMail(
    mail.kind,
    { name, url: accountUrl(mail.kind, { shopUrl, language, token }), expiresAt },
    language,
  );
  return written(mail, { email, name }, rendered);
}

function accountUrl(
  kind: AccountMailKind,
  {
    shopUrl,
    language,
    token,
  }: { readonly shopUrl: string; readonly language: Language; readonly token: string },
): string | undefined {
  const page = PAGES[kind];
  if (page) return `${shopUrl}/${language}/${page}?token=${encodeURIComponent(token)}`;
  return kind === 'ALREADY_REGISTERED' ? `${shopUrl}/${language}/reset` : undefined;
}

async function orderMail(
  { users, orders, shopUrl }: PrepareDependencies,
  mail: OrderMail,
): Promise<Preparation> {
  const { order } = await orders.getOrderSummary({ orderId: mail.orderId });
  if (!order) return { kind: 'dropped', reason: 'NO_ORDER' };
  if (!isStillTrue(mail, order)) return { kind: 'dropped', reason: 'NOT_NEEDED' };
  const { contact } = await users.getContact({ userId: order.customerId });
  if (!contact) return { kind: 'dropped', reason: 'NO_READER' };
  const language = languageOf(contact.language);
  const pages = `${shopUrl}/${language}/orders`;
  const url = contact.isGuest
    ? `${pages}/${await guestsPath(users, mail, order)}`
    : `${pages}/${encodeURIComponent(mail.orderId)}`;
  return written(
    mail,
    contact,
    renderOrderMail(mail.kind, orderFacts(mail, { order, name: contact.name, url }), language),
  );
}

/** Who has no account reads the order by its number and the token of this mail. */
async function guestsPath(
  users: PrepareDependencies['users'],
  { orderId }: OrderMail,
  { customerId, number }: OrderSummary,
): Promise<string> {
  const { token } = await users.prepareOrderLink({ userId: customerId, orderId, orderNumber: number });
  // Somebody opened an account at this moment: they sign in.
  if (!token) return encodeURIComponent(orderId);
  return `${encodeURIComponent(number)}?token=${encodeURIComponent(token)}`;
}

function orderFacts(
  { facts }: MailRecord,
  { order, name, url }: { readonly order: OrderSummary; readonly name: string; readonly url: string },
): OrderContentFacts {
  const { number, lines, deliveryFeeYen, taxes, address, pointsUsed, amountDueYen, paymentMethod, payUntil } =
    order;
  const { amountYen, chain, paymentCode, confirmationNumber, deadlineAt } = facts;
  return {
    ...{ name, url, number, lines, deliveryFeeYen, taxes, address, pointsUsed, amountDueYen, paymentMethod },
    slotStartsAt: timestampDate(order.slotStartsAt!),
    slotEndsAt: timestampDate(order.slotEndsAt!),
    payUntil: payUntil && timestampDate(payUntil),
    ...{ amountYen, chain, paymentCode, confirmationNumber },
    deadlineAt: deadlineAt === undefined ? undefined : new Date(deadlineAt),
  };
}

function written(
  { id, customerId }: MailRecord,
  { email, name }: { readonly email: string; readonly name: string },
  rendered: RenderedMail,
): Preparation {
  return { kind: 'written', mail: { mailId: id, customerId, to: { name, email }, ...rendered } };
}
