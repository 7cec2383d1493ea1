import type { Language } from '../messages/language.ts';

const LOCALES: Readonly<Record<Language, string>> = { ja: 'ja-JP', en: 'en-GB' };

/** A moment as a clock in Japan shows it: `14:05`. */
export function timeOfDay(language: Language, instant: string): string {
  return formatted(language, instant, { hour: '2-digit', minute: '2-digit' });
}

/** A moment with its day: `11月26日(木) 14:05`. */
export function moment(language: Language, instant: string): string {
  return formatted(language, instant, {
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** A calendar date: `11月26日(木)`. @param date `2026-11-26` */
export function dayOf(language: Language, date: string): string {
  return formatted(language, `${date}T03:00:00Z`, { month: 'long', day: 'numeric', weekday: 'short' });
}

/** A day of another year, perhaps: `2027年11月26日`. */
export function dayOfYear(language: Language, instant: string): string {
  return formatted(language, instant, { year: 'numeric', month: 'long', day: 'numeric' });
}

/** The last day of something that is over at a moment, which may be the first of the next day: `2026年12月31日`. */
export function lastDayBefore(language: Language, end: string): string {
  return dayOfYear(language, new Date(Date.parse(end) - 1).toISOString());
}

/** The date in Japan at a moment: `2026-11-26`. */
export function dateIn(instant: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date(instant));
}

function formatted(language: Language, instant: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALES[language], { timeZone: 'Asia/Tokyo', ...options }).format(
    new Date(instant),
  );
}
