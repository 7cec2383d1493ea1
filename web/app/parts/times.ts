import type { Language } from '../messages/language.ts';

const LOCALES: Readonly<Record<Language, string>> = { ja: 'ja-JP', en: 'en-GB' };

const STYLES = {
  time: { hour: '2-digit', minute: '2-digit' },
  moment: { month: 'long', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit' },
  day: { month: 'long', day: 'numeric', weekday: 'short' },
  momentOfYear: { year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  dayOfYear: { year: 'numeric', month: 'long', day: 'numeric' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

type Style = keyof typeof STYLES;

/** A moment as a clock in Japan shows it: `14:05`. */
export function timeOfDay(language: Language, instant: string): string {
  return formatted(language, instant, 'time');
}

/** A moment with its day: `11月26日(木) 14:05`. */
export function moment(language: Language, instant: string): string {
  return formatted(language, instant, 'moment');
}

/** A calendar date: `11月26日(木)`. @param date `2026-11-26` */
export function dayOf(language: Language, date: string): string {
  return formatted(language, `${date}T03:00:00Z`, 'day');
}

/** A day of another year, perhaps: `2027年11月26日`. */
export function dayOfYear(language: Language, instant: string): string {
  return formatted(language, instant, 'dayOfYear');
}

/** A moment of another year, perhaps, as papers are dated: `2027年11月26日 14:05`. */
export function momentOfYear(language: Language, instant: string): string {
  return formatted(language, instant, 'momentOfYear');
}

/** The last day of something that is over at a moment, which may be the first of the next day: `2026年12月31日`. */
export function lastDayBefore(language: Language, end: string): string {
  return dayOfYear(language, new Date(Date.parse(end) - 1).toISOString());
}

/** The date in Japan at a moment: `2026-11-26`. @param instant ISO 8601, or milliseconds since 1970 */
export function dateIn(instant: string | number): string {
  return formatOf('sv-SE', 'date', {}).format(new Date(instant));
}

function formatted(language: Language, instant: string, style: Style): string {
  return formatOf(LOCALES[language], style, STYLES[style]).format(new Date(instant));
}

/**
 * Those that were asked for so far: one for each locale and style. Each takes 27 kB outside V8's heap, so that one that was made
 * for a single time lies there until V8 collects for other reasons: a page of delivery times made hundreds, and left half a GiB.
 */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(
  locale: string,
  style: Style | 'date',
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const name = `${locale} ${style}`;
  const known = formats.get(name) ?? new Intl.DateTimeFormat(locale, { timeZone: 'Asia/Tokyo', ...options });
  formats.set(name, known);
  return known;
}
