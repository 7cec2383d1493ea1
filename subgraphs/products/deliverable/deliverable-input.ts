import { addDays } from '@depachika/clock/jst.ts';
import { anyInvalid, type InvalidField, type InvalidInput } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { postalCodeDigits } from '@depachika/text/japanese.ts';
import { messages } from '../messages/messages.ts';

/** Where and when something is wanted, as clients write it. */
export interface DeliverableInput {
  readonly postalCode: string;
  readonly date: string;
}

/** The same, checked. */
export interface WantedDelivery {
  readonly kind: 'wanted';
  /** Seven digits. */
  readonly postalCode: string;
  /** `YYYY-MM-DD` in Japan. */
  readonly date: string;
  /** The day on which it is asked for. */
  readonly today: string;
}

/** No shop lets slots be seen further ahead; how far this one does, delivery says. */
const MOST_DAYS_AHEAD = 60;

export const POSTAL_CODE_FIELD = 'filter.deliverable.postalCode';

/** Refuses what is no postal code, and a date that is over or that no shop lets be seen. @param today in Japan */
export function readDeliverable(
  { postalCode, date }: DeliverableInput,
  today: string,
): WantedDelivery | InvalidInput {
  const digits = postalCodeDigits(postalCode);
  const wrong = anyInvalid([
    digits === undefined ? { field: POSTAL_CODE_FIELD, allowed: allowed.postalCode } : undefined,
    checkDate({ date, today }, MOST_DAYS_AHEAD),
  ]);
  return wrong ?? { kind: 'wanted', postalCode: digits!, date, today };
}

/** Refuses a date that is over or further ahead than this. */
export function checkDate(
  { date, today }: Pick<WantedDelivery, 'date' | 'today'>,
  daysAhead: number,
): InvalidField | undefined {
  const last = addDays(today, daysAhead);
  if (date >= today && date <= last) return undefined;
  return { field: 'filter.deliverable.date', allowed: messages.allowed.dayBetween({ from: today, last }) };
}
