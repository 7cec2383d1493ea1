/** What a product's page says in Japanese of when it can be there. */
export const promiseJa = {
  title: 'お届けの目安',
  ask: '郵便番号を入れると、いつお届けできるかがわかります。',
  code: '郵便番号',
  show: '調べる',
  change: '郵便番号を変える',
  to: (code: string) => `〒${code}へのお届け`,
  wrongCode: 'この郵便番号へは、現在お届けしておりません。7桁の番号をお確かめください。',
  within: ({ hours, minutes }: TimeLeft) =>
    hours > 0 ? `今から${hours}時間${minutes}分以内のご注文で、` : `今から${minutes}分以内のご注文で、`,
  atOnce: '今すぐのご注文で、',
  until: (moment: string) => `${moment}までのご注文で、`,
  today: '本日',
  tomorrow: '明日',
  arrives: ({ day, from, to }: Arrival) =>
    `${day}${hourOf(from)}–${hourOf(to)}${isWhole(to) ? '時' : ''}にお届け`,
  fee: (price: string) => `送料 ${price}`,
  of: (label: string) => `${label}の場合`,
  closed: (days: readonly string[]) => `お届けをお休みする日：${days.join('、')}`,
  refused: {
    UNKNOWN_POSTAL_CODE: 'この郵便番号へは、現在お届けしておりません。7桁の番号をお確かめください。',
    OUTSIDE_ZONES: '申し訳ございません。こちらへはお届けしていません。',
    NOT_SOLD: 'いまは販売していません。',
    OUT_OF_STOCK: 'こちらへお届けする店舗では、品切れです。',
    CLOSED: 'この先7日間、こちらへのお届けをお休みしています。',
    NO_SLOT: 'この先7日間のお届け枠は、すべて埋まりました。または、ご用意が間に合いません。',
  },
  temperature: { AMBIENT: '常温でお届け', CHILLED: '冷蔵でお届け', FROZEN: '冷凍でお届け' },
  zones: 'お届けできる地域と送料',
};

/** Of every language. */
export type PromiseMessages = typeof promiseJa;

export interface TimeLeft {
  readonly hours: number;
  readonly minutes: number;
}

/** A day in words, and times like `18:00`. */
export interface Arrival {
  readonly day: string;
  readonly from: string;
  readonly to: string;
}

/** People say hours alone where there are no minutes. */
function hourOf(time: string): string {
  return isWhole(time) ? time.slice(0, 2) : time;
}

function isWhole(time: string): boolean {
  return time.endsWith(':00');
}
