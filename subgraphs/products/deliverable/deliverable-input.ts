import { addDays } from '@depachika/clock/jst.ts';
import { anyInvalid, type InvalidInput } from '@depachika/domain/problems.ts';
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
}

/** Slots are seen so many days ahead. */
export const DAYS_AHEAD = 7;

export const POSTAL_CODE_FIELD = 'filter.deliverable.postalCode';

/** Refuses what is no postal code, and a date that is over or too far ahead. @param today in Japan */
export function readDeliverable(
  { postalCode, date }: DeliverableInput,
  today: string,
): WantedDelivery | InvalidInput {
  const digits = postalCodeDigits(postalCode);
  const last = addDays(today, DAYS_AHEAD);
  const wrong = anyInvalid([
    digits === undefined ? { field: POSTAL_CODE_FIELD, allowed: allowed.postalCode } : undefined,
    date < today || date > last
      ? { field: 'filter.deliverable.date', allowed: messages.allowed.dayBetween({ from: today, last }) }
      : undefined,
  ]);
  return wrong ?? { kind: 'wanted', postalCode: digits!, date };
}
