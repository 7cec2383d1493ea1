import { addDays } from '@depachika/clock/jst.ts';
import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { messages } from '../messages/messages.ts';

const MAX_DAYS = 366;
/** PostgreSQL knows no year 0. */
const FIRST_DAY = '0001-01-01';

/** @returns undefined for a span that can be asked for: at most a year, from its first day on */
export function checkReportDays({
  from,
  to,
}: {
  readonly from: string;
  readonly to: string;
}): InvalidInput | undefined {
  if (from < FIRST_DAY) return invalidInput('from', messages.allowed.dayFrom(FIRST_DAY));
  const last = addDays(from, MAX_DAYS - 1);
  if (to < from || to > last) return invalidInput('to', messages.allowed.dayBetween({ from, last }));
  return undefined;
}
