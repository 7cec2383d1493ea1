import type { PromiseRefusal } from '../promise/promise-refusal.ts';
import type { SlotRefusal } from '../slots/slot-rules.ts';

export const ja = {
  illegalShipmentTransition: ({ from, to }: { readonly from: string; readonly to: string }) =>
    `この荷物の状態（${from}）からは${to}にできません。`,
  orderNotShippable: ({ orderStatus }: { readonly orderStatus: string }) =>
    `このご注文（${orderStatus}）は発送できません。`,
  paymentNotCertain: ({ code }: { readonly code: string }) =>
    `このご注文のお支払いが確定していません（${code}）。`,
  tooEarlyForSlot: ({ to }: { readonly to: string }) => `お届け枠より早すぎるため、${to}にできません。`,
  notReschedulable: 'この荷物の状態では、お届け枠を選び直せません。',
  deliverySlotRefused: {
    UNKNOWN_SLOT: 'このお届け枠は見つかりません。',
    OUTSIDE_ZONE: 'お届け先は、このお届け枠の区域の外です。',
    FULL: 'このお届け枠は満員です。',
    CLOSED: 'このお届け枠の受付は終了しました。',
    ALREADY_BOOKED: 'このお届け枠はすでに選ばれています。',
  } satisfies Record<SlotRefusal | 'ALREADY_BOOKED', string>,
  promiseRefused: {
    UNKNOWN_POSTAL_CODE: 'この郵便番号は見つかりません。',
    OUTSIDE_ZONES: 'こちらは、お届けできる区域の外です。',
    NOT_SOLD: 'この商品は販売していません。',
    OUT_OF_STOCK: 'こちらへお届けする店舗に、在庫がありません。',
    CLOSED: 'しばらくのあいだ、こちらへのお届けをお休みしています。',
    NO_SLOT: '今からご用意できるお届け枠がありません。',
  } satisfies Record<PromiseRefusal, string>,
  slotBelowTaken: ({ taken }: { readonly taken: number }) =>
    `すでに${taken}件のご注文が入っています。それより少なくはできません。`,
  allowed: {
    locations: (most: number) => `在庫拠点のID、重複しないもの、${most}件まで`,
    dates: ({ most, ahead }: { readonly most: number; readonly ahead: number }) =>
      `今日から${ahead}日先までの日付、初日から末日まで${most}日以内`,
    dateSpan: (most: number) => `初日から末日まで${most}日以内の日付`,
    startTimes: (times: string) => `${times}のうち、重複しないもの`,
    variants: (most: number) => `商品のID、1件から${most}件まで`,
    onePlace: '郵便番号、または緯度と経度の、どちらか一方',
    someDay: '1日以上の日付、または祝日の期間',
    dayAhead: (ahead: number) => `今日から${ahead}日先までの、順に並んだ日付`,
    slotChange: '定員か受付の可否の、少なくとも一方',
  },
  noSuchOrder: 'このご注文は見つからないか、ご利用になれません。',
};

export type DeliveryMessages = typeof ja;
