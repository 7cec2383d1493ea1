import holidayJp from '@holiday-jp/holiday_jp';
import type { PublicHoliday } from './closed-day.ts';

/**
 * The holidays of these dates, both included, in order. The list is of the release of the package: a holiday that the Diet
 * moves is moved with the next one.
 */
export function publicHolidays({
  from,
  to,
}: {
  readonly from: string;
  readonly to: string;
}): PublicHoliday[] {
  return HOLIDAYS.filter(({ date }) => date >= from && date <= to);
}

const HOLIDAYS: readonly PublicHoliday[] = Object.values(
  holidayJp.holidays as Readonly<Record<string, { date: string; name: string; name_en: string }>>,
)
  .map(({ date, name, name_en }) => ({ date, nameJa: name, nameEn: name_en }))
  .sort((one, other) => (one.date < other.date ? -1 : 1));
