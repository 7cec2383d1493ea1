import { figure } from '@depachika/messages/figure.ts';
import { CASH_MAX_YEN, KONBINI_MIN_YEN } from '../payment/offer-methods.ts';
import type { PaymentMessages } from './ja.ts';

export const en = {
  offers: {
    AMOUNT_TOO_LOW: `Convenience stores take ¥${KONBINI_MIN_YEN} or more.`,
    AMOUNT_TOO_HIGH: `More than ¥${figure(CASH_MAX_YEN)} cannot be paid this way.`,
    CUT_OFF_TOO_SOON: 'No time would be left to pay this way before the delivery slot closes.',
    NOTHING_TO_PAY: 'Points cover everything: nothing else has to be paid.',
    AMOUNT_DUE: 'Points do not cover everything.',
  },
  refused: {
    INVALID_CARD_TOKEN: 'The card could not be read, or was entered too long ago: enter it again.',
    UNKNOWN_PAYMENT_METHOD: 'There is no such card, or it is not yours.',
    KONBINI_CHAIN_MISSING: 'Choose the convenience store where you will pay.',
    CARD_EXPIRED: 'The card is past its month: use another one.',
    ALREADY_PAID: 'The order is paid.',
    TOO_MANY_ATTEMPTS: 'There were too many attempts to pay: try again later, or in another way.',
    ABANDONED: 'The order was given up.',
  },
  notRefundable: 'The payment cannot be refunded as it stands.',
  refundNotWaiting: 'No refund of this payment waits for a bank account.',
  notificationNotOpen: 'The notification was decided before.',
  nothingToReturn: 'The notification tells of no money that could go back.',

  allowed: {
    bankCode: 'four digits',
    branchCode: 'three digits',
    accountNumber: 'seven digits',
    holderKana: '1 to 48 characters of katakana, Latin letters, digits and ( ) . , - /',
    cardNumber: '12 to 19 digits that pass the Luhn check',
    month: '1 to 12',
    expiryYear: ({ from, to }) => `${from} to ${to}`,
    monthNotPassed: 'a month that has not passed',
    securityCode: '3 or 4 digits',
    savedCards: (most) => `at most ${most} cards: remove one first`,
    freshToken: 'a token of yours, unused and less than 30 minutes old',
  },
} satisfies PaymentMessages;
