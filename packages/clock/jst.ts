/** Japan has had one offset, without summer time, since 1951. */
const JST_OFFSET_MS = 9 * 60 * 60 * 1000;

/** The calendar date in Japan at this instant, `YYYY-MM-DD`. */
export function jstDate(instant: Date): string {
  return new Date(instant.getTime() + JST_OFFSET_MS).toISOString().slice(0, 10);
}

/** The instant at which this wall-clock time begins in Japan. @param date `YYYY-MM-DD` @param time `HH:MM` or `HH:MM:SS` */
export function jstInstant(date: string, time = '00:00'): Date {
  return new Date(`${date}T${time.length === 5 ? `${time}:00` : time}+09:00`);
}

/** 23:59:59 in Japan on the date that is `days` (0 or more) after the instant's own. */
export function endOfJstDay(instant: Date, days = 0): Date {
  return jstInstant(addDays(jstDate(instant), days), '23:59:59');
}

/** Whether a text is a date that there is: `2026-11-22`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) return false;
  return addDays(text, 0) === text;
}

/** @param date `YYYY-MM-DD` @param days may be negative */
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
