/** States of things in Japanese, by the name that the graph has for their kind. */
export const statesJa = {
  Temperature: { AMBIENT: '常温', CHILLED: '冷蔵', FROZEN: '冷凍' },
  PaymentMethodKind: {
    CARD: 'クレジットカード',
    KONBINI: 'コンビニ払い',
    CASH_ON_DELIVERY: '代金引換',
    POINTS: 'ポイントで全額',
  },
  PaymentStatus: {
    PREPARED: '準備中',
    PENDING: 'お支払いをお待ちしています',
    ACTION_NEEDED: 'カード会社の確認をお待ちしています',
    AUTHORIZED: '確保済み（発送時に請求）',
    PAID: 'お支払い済み',
    FAILED: 'お支払いできませんでした',
    VOIDED: '取りやめ',
    REFUND_PENDING: '返金の手続き中',
    REFUNDED: '返金済み',
  },
  RefundStatus: {
    NEEDS_BANK_ACCOUNT: '返金先の口座をお待ちしています',
    PENDING: '返金の手続き中',
    SUCCEEDED: '返金しました',
    FAILED: '返金できませんでした',
  },
  CancelReason: {
    CUSTOMER: 'お客様のお申し出によりキャンセルしました。',
    STAFF: '店の都合によりキャンセルしました。',
    PAYMENT_FAILED: 'お支払いができなかったため、キャンセルしました。',
    OUT_OF_TIME: 'お品またはお届け時間をご用意できなくなったため、キャンセルしました。',
    REFUNDED: '返金したため、キャンセルしました。',
    SLOT_MISSED: 'お届け時間に間に合わなかったため、キャンセルしました。',
  },
  ShipmentStatus: {
    CREATED: 'お荷物を用意しています',
    PICKED_UP: '配達員が受け取りました',
    OUT_FOR_DELIVERY: 'お届けに向かっています',
    DELIVERED: 'お届けしました',
    DELIVERY_FAILED: 'ご不在でした',
    RETURNED: '売場に戻りました',
    CANCELLED: '取りやめました',
    RESCHEDULED: '日時を変更しました',
    LOST: '紛失しました',
    DAMAGED: '破損しました',
  },
} satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type StateWords = {
  readonly [K in keyof typeof statesJa]: Readonly<Record<keyof (typeof statesJa)[K], string>>;
};
