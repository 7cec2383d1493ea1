import { figure } from '@depachika/messages/figure.ts';
import type { NotPayableReason } from '../order/attempt-rules.ts';
import type { AddressProblem, CartProblem, SlotProblem, UnpaidCeiling } from '../order/problems.ts';
import type { ReturnRefusal } from '../returns/return-rules.ts';

export const ja = {
  contactNeeded: '先にお名前・電話番号・メールアドレスをお知らせください。',
  cartEmpty: 'ご購入いただく商品がありません。',
  cartChanged: {
    BEING_ORDERED: 'このカートはすでにご注文手続き中です。',
    CHANGED: 'カートの内容が、ご覧になったときから変わっています。',
  } satisfies Record<CartProblem, string>,
  variantNotSold: '現在お取り扱いのない商品があります。',
  tooManyPieces: '1回のご注文でお求めいただける数を超えています。',
  orderTooSmall: ({ minOrderYen }: { readonly minOrderYen: number }) =>
    `このお届け先へのご注文は${figure(minOrderYen)}円以上で承ります。`,
  tooManyUnpaidOrders: {
    CUSTOMER_ORDERS: 'お支払い前のご注文が多すぎます。',
    CUSTOMER_PIECES: 'お支払い前のご注文に含まれる商品の数が多すぎます。',
    RECIPIENT_ORDERS: 'この電話番号またはご住所へのお支払い前のご注文が多すぎます。',
    RECIPIENT_PIECES: 'この電話番号またはご住所へのお支払い前のご注文に含まれる商品の数が多すぎます。',
  } satisfies Record<UnpaidCeiling, string>,
  priceChanged: '合計金額が、ご覧になったときから変わっています。',
  addressNotFound: {
    UNKNOWN: 'このお届け先は見つからないか、ご利用になれません。',
    POINT_NEEDED:
      'このご住所の場所がわかりません。郵便番号を直すか、updateAddressで緯度と経度をお知らせください。',
  } satisfies Record<AddressProblem, string>,
  slotNotAvailable: {
    UNKNOWN: 'このお届け枠は見つかりません。',
    CLOSED: 'このお届け枠の受付は終了しました。',
    FULL: 'このお届け枠は満員です。',
    OUTSIDE_ZONE: 'お届け先は、このお届け枠の区域の外です。',
  } satisfies Record<SlotProblem, string>,
  insufficientStock: 'ご希望の数に在庫が足りません。',
  insufficientPoints: 'ポイントが足りません。',
  paymentMethodRefused: {
    AMOUNT_TOO_LOW: 'このお支払い方法をご利用いただくには金額が足りません。',
    AMOUNT_TOO_HIGH: 'このお支払い方法でご利用いただける金額を超えています。',
    CUT_OFF_TOO_SOON: 'お届け枠の締切までに、このお支払い方法でお支払いいただく時間がありません。',
    NOTHING_TO_PAY: 'ポイントで全額お支払いのため、ほかのお支払いは不要です。',
    AMOUNT_DUE: 'ポイントだけでは全額に足りません。',
    UNKNOWN_PAYMENT_METHOD: 'このカードは見つからないか、ご利用になれません。',
    INVALID_CARD_TOKEN: 'カードを読み取れませんでした。もう一度ご入力ください。',
    CARD_EXPIRED: 'カードの有効期限が切れています。',
    KONBINI_CHAIN_MISSING: 'お支払いになるコンビニエンスストアをお選びください。',
    ALREADY_PAID: 'このご注文のお支払いは済んでいます。',
    TOO_MANY_ATTEMPTS: 'お支払いの回数が上限に達しました。しばらくしてからもう一度お試しください。',
    STOCK_NOT_HELD: 'このお支払い方法に必要な時間、商品をお取り置きできません。',
    SLOT_NOT_HELD: 'このお支払い方法に必要な時間、お届け枠をお取り置きできません。',
    POINTS_NOT_HELD: 'このお支払い方法に必要な時間、ポイントをお取り置きできません。',
  },
  paymentMethodUnusable: 'このご注文にはこのお支払い方法をご利用いただけません。',
  orderEnded: 'このキーのご注文は終了しています。改めてご注文になるときは別のキーをお使いください。',
  orderNotPayable: {
    NOT_AWAITED: 'このご注文は現在お支払いをお待ちしていません。',
    ORDER_ENDED: 'このご注文は終了しています。',
    PAYMENT_UNDER_WAY: 'お支払いを確認しています。',
    TIME_OVER: 'お支払いの期限を過ぎました。',
    TOO_MANY_ATTEMPTS: 'お支払いの試行回数が上限に達しました。',
  } satisfies Record<NotPayableReason, string>,
  orderNotReorderable: 'お支払いをお待ちしているご注文です。お支払いいただくか、先にキャンセルしてください。',
  idempotencyKeyReused: 'このキーは別のご注文に使われています。',
  illegalOrderTransition: ({ from, to }: { readonly from: string; readonly to: string }) =>
    `ご注文の状態が変わったため、この操作はできません（${from}から${to}）。`,
  returnNotPossible: {
    WINDOW_OVER: '返品をお受けできる期間を過ぎました。商品に不備があるときはお問い合わせください。',
    PERISHABLE: '日持ちのしない食品の返品は、商品に不備があるときだけお受けします。',
    REFUSED_BEFORE: 'このご注文の返品はお断りしています。',
  } satisfies Record<ReturnRefusal, string>,
  noSuchOrder: 'このご注文は見つからないか、ご利用になれません。',

  allowed: {
    lines: (most: number) => `1から${most}行`,
    otherVariant: 'ほかの行にない商品',
    lineWorth: (mostYen: number) => `合計${figure(mostYen)}円まで`,
    differentVariants: (most: number) => `${most}種類までの商品のひとつ`,
    totalAtMost: (totalYen: number) => `合計金額の${totalYen}まで`,
    givenForKonbini: 'KONBINIでは必須',
    oneCard: 'CARDではcardTokenかpaymentMethodIdのどちらか一方',
    idOrNumber: 'idかnumberのどちらか一方',
    givenByStaff: 'スタッフの操作では必須',
  },
};

export type OrderMessages = typeof ja;
