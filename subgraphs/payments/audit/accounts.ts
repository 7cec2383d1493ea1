import { figure } from '@depachika/messages/figure.ts';

/** What is still to move between the shop and its customers. Whole yen, except for points. */
export interface Accounts {
  /** Refunds that have not reached their customer, whatever they wait for. */
  readonly refundsOwed: number;
  readonly refundsOwedYen: number;
  /** Of these, those of which the customer has not said where to. */
  readonly refundsWithoutAccount: number;
  /** Of these, those that nobody claimed in time. */
  readonly refundsUnclaimed: number;
  /** Money at registers that fits no order, until staff have decided. */
  readonly undecidedReceipts: number;
  readonly undecidedReceiptsYen: number;
  /** Points that customers have, or have set aside: 1 point is 1 yen. */
  readonly pointsOwed: number;
  /** Points that customers owe: of orders whose money went back, and spent before that. */
  readonly pointsToTakeBack: number;
  /** Slips that nobody has paid yet. */
  readonly openSlips: number;
  readonly openSlipsYen: number;
  /** Cards that are authorised and not captured. */
  readonly authorizedCards: number;
  readonly authorizedCardsYen: number;
  /** Orders to be paid at the door. */
  readonly cashAtDoors: number;
  readonly cashAtDoorsYen: number;
}

/** One row: each table is read once. */
export const ACCOUNTS = `SELECT
    count(*) FILTER (WHERE method = 'KONBINI' AND status = 'PENDING') AS "openSlips",
    coalesce(sum(amount_yen) FILTER (WHERE method = 'KONBINI' AND status = 'PENDING'), 0)::bigint AS "openSlipsYen",
    count(*) FILTER (WHERE method = 'CARD' AND status = 'AUTHORIZED') AS "authorizedCards",
    coalesce(sum(amount_yen) FILTER (WHERE method = 'CARD' AND status = 'AUTHORIZED'), 0)::bigint AS "authorizedCardsYen",
    count(*) FILTER (WHERE method = 'CASH_ON_DELIVERY' AND status = 'AUTHORIZED') AS "cashAtDoors",
    coalesce(sum(amount_yen) FILTER (WHERE method = 'CASH_ON_DELIVERY' AND status = 'AUTHORIZED'), 0)::bigint
      AS "cashAtDoorsYen",
    (SELECT count(*) FROM payments.refunds WHERE status <> 'SUCCEEDED') AS "refundsOwed",
    (SELECT coalesce(sum(amount_yen), 0)::bigint FROM payments.refunds WHERE status <> 'SUCCEEDED') AS "refundsOwedYen",
    (SELECT count(*) FROM payments.refunds WHERE status <> 'SUCCEEDED' AND bank_account IS NULL
      AND bank_account_needed_by IS NOT NULL) AS "refundsWithoutAccount",
    (SELECT count(*) FROM payments.refunds WHERE status = 'FAILED') AS "refundsUnclaimed",
    (SELECT count(*) FROM payments.webhook_events
      WHERE outcome IN ('UNKNOWN_SLIP', 'WRONG_AMOUNT', 'PAID_TWICE')) AS "undecidedReceipts",
    (SELECT coalesce(sum(amount_yen), 0)::bigint FROM payments.webhook_events
      WHERE outcome IN ('UNKNOWN_SLIP', 'WRONG_AMOUNT', 'PAID_TWICE')) AS "undecidedReceiptsYen",
    (SELECT coalesce(sum(spendable + held), 0)::bigint FROM payments.points_balances) AS "pointsOwed",
    (SELECT coalesce(sum(owed), 0)::bigint FROM payments.points_balances) AS "pointsToTakeBack"
  FROM payments.payments`;

/** For people, in three lines. */
export function accountsText(accounts: Accounts): string {
  const { refundsOwed, refundsOwedYen, refundsWithoutAccount, pointsOwed } = accounts;
  const { openSlips, authorizedCards, cashAtDoors, undecidedReceipts, pointsToTakeBack } = accounts;
  const yen = (amount: number) => `${figure(amount)} yen`;
  return [
    `The shop owes ${yen(refundsOwedYen)} in ${refundsOwed} refunds, of which ${refundsWithoutAccount} wait for an account and ${accounts.refundsUnclaimed} were not claimed in time, and ${figure(pointsOwed)} points.`,
    `It is owed ${yen(accounts.openSlipsYen)} by ${openSlips} open slips, ${yen(accounts.authorizedCardsYen)} by ${authorizedCards} authorised cards and ${yen(accounts.cashAtDoorsYen)} at ${cashAtDoors} doors, and ${figure(pointsToTakeBack)} points of orders whose money went back.`,
    `Of what it received, ${yen(accounts.undecidedReceiptsYen)} in ${undecidedReceipts} receipts fit no order (npm run payments:notifications -- list).`,
  ].join('\n');
}
