import { figure } from '@depachika/messages/figure.ts';
import { CASH_MAX_YEN, KONBINI_MIN_YEN, type OfferReason } from '../payment/offer-methods.ts';

export const ja = {
  offers: {
    AMOUNT_TOO_LOW: `コンビニ払いは${KONBINI_MIN_YEN}円以上のお支払いでご利用いただけます。`,
    AMOUNT_TOO_HIGH: `${figure(CASH_MAX_YEN)}円を超えるお支払いにはご利用いただけません。`,
    CUT_OFF_TOO_SOON: 'お届け枠の締切までにお支払いの期限を設けられないため、ご利用いただけません。',
    NOTHING_TO_PAY: 'ポイントで全額お支払いのため、ほかのお支払いは不要です。',
    AMOUNT_DUE: 'ポイントだけでは全額に足りません。',
  } satisfies Record<OfferReason, string>,
  refused: {
    INVALID_CARD_TOKEN: 'カード情報が無効か、期限切れです。もう一度入力してください。',
    UNKNOWN_PAYMENT_METHOD: '登録されていないお支払い方法です。',
    KONBINI_CHAIN_MISSING: 'お支払いになるコンビニエンスストアをお選びください。',
    CARD_EXPIRED: 'カードの有効期限が切れています。別のカードをご利用ください。',
    ALREADY_PAID: 'このご注文のお支払いは済んでいます。',
    TOO_MANY_ATTEMPTS: 'お支払いの回数が上限に達しました。時間をおくか、別の方法をご利用ください。',
    ABANDONED: 'このご注文の手続きは取り消されています。',
  },
  notRefundable: '返金できる状態ではありません。',
  refundNotWaiting: 'この支払いの返金は口座情報を待っていません。',
  notificationNotOpen: 'この通知は処理済みです。',
  nothingToReturn: 'この通知には返金できる入金がありません。',

  allowed: {
    bankCode: '4桁の数字',
    branchCode: '3桁の数字',
    accountNumber: '7桁の数字',
    holderKana: 'カタカナ、英字、数字と ( ) . , - / の1から48文字',
    cardNumber: 'カードに記載の12から19桁の番号',
    month: '1から12まで',
    expiryYear: ({ from, to }: { readonly from: number; readonly to: number }) => `${from}から${to}まで`,
    monthNotPassed: '過ぎていない月',
    securityCode: '3桁または4桁の数字',
    savedCards: (most: number) => `カードは${most}枚まで（先に1枚を削除してください）`,
    freshToken: 'ご自身の未使用で30分以内のトークン',
  },
};

export type PaymentMessages = typeof ja;
