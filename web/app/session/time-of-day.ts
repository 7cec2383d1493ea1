import type { Language } from '../messages/language.ts';

/** A moment as a clock in Japan shows it: `14:05`. */
export function timeOfDay(language: Language, instant: string): string {
  return new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    timeZone: 'Asia/Tokyo',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(instant));
}
