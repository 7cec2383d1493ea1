import { figure } from '@depachika/messages/figure.ts';
import type { Language, OrderContentAddress } from './content.ts';

export function yen(amount: number, language: Language): string {
  const digits = figure(Math.abs(amount));
  const sign = amount < 0 ? '−' : '';
  return language === 'ja' ? `${sign}${digits}円` : `${sign}¥${digits}`;
}

/** In Japan, where the shop is, whatever the reader's own clock says. */
export function moment(instant: Date, language: Language): string {
  const { month, day, weekday, time } = inJapan(instant);
  return language === 'ja'
    ? `${month}月${day}日（${WEEKDAYS.ja[weekday]}）${time}`
    : `${WEEKDAYS.en[weekday]}, ${MONTHS[month - 1]} ${day}, ${time} (Japan time)`;
}

export function span(from: Date, to: Date, language: Language): string {
  const { month, day, weekday, time } = inJapan(from);
  const end = inJapan(to).time;
  return language === 'ja'
    ? `${month}月${day}日（${WEEKDAYS.ja[weekday]}）${time}〜${end}`
    : `${WEEKDAYS.en[weekday]}, ${MONTHS[month - 1]} ${day}, ${time}–${end} (Japan time)`;
}

/** As people in Japan write it, with whom it is for: 佐藤 花子 〒105-0014 東京都港区芝2-16-5. */
export function addressLine(address: OrderContentAddress): string {
  const { recipientName, postalCode, prefecture, municipality, street, building } = address;
  const code = `〒${postalCode.slice(0, 3)}-${postalCode.slice(3)}`;
  return [recipientName, code, `${prefecture}${municipality}${street}`, building].filter(Boolean).join(' ');
}

const JST_OFFSET_MS = 9 * 60 * 60 * 1000;
const WEEKDAYS = {
  ja: ['日', '月', '火', '水', '木', '金', '土'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

function inJapan(instant: Date) {
  const there = new Date(instant.getTime() + JST_OFFSET_MS);
  return {
    month: there.getUTCMonth() + 1,
    day: there.getUTCDate(),
    weekday: there.getUTCDay(),
    time: there.toISOString().slice(11, 16),
  };
}
