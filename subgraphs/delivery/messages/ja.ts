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
  noSuchOrder: 'このご注文は見つからないか、ご利用になれません。',
};

export type DeliveryMessages = typeof ja;
