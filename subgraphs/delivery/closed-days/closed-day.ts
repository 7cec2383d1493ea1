/** A day on which nothing is delivered, in one zone or in all. */
export interface ClosedDay {
  /** `YYYY-MM-DD` in Japan. */
  readonly date: string;
  /** Null: everywhere. */
  readonly zoneId: string | null;
  readonly reasonJa: string;
  readonly reasonEn: string;
}

/** A day that is a holiday by law in Japan. */
export interface PublicHoliday {
  readonly date: string;
  readonly nameJa: string;
  readonly nameEn: string;
}

/** Under which its changes are kept. */
export function closedDaySubject({ date, zoneId }: Pick<ClosedDay, 'date' | 'zoneId'>): string {
  return `closed-day:${date}:${zoneId ?? 'everywhere'}`;
}

/** Which of these days close a zone, each date once: what is closed everywhere before what is closed there alone. */
export function closedDaysIn(days: readonly ClosedDay[], zoneId: string): ClosedDay[] {
  const here = days.filter((day) => day.zoneId === null || day.zoneId === zoneId);
  const everywhereLast = here.toSorted(
    (one, other) => Number(one.zoneId === null) - Number(other.zoneId === null),
  );
  const byDate = new Map(everywhereLast.map((day) => [day.date, day]));
  return [...byDate.values()].sort((one, other) => (one.date < other.date ? -1 : 1));
}
