import { useLanguage } from '../messages/language.ts';
import { useCheckoutMessages } from '../shop/checkout/use-checkout-messages.ts';
import styles from './slot-grid.module.css';
import { dayOf, timeOfDay } from './times.ts';

export interface Slot {
  readonly id: string;
  readonly date: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly placesLeft: number;
  readonly feeYen: number;
  readonly status: 'OPEN' | 'FULL' | 'PAST_CUT_OFF' | 'CLOSED';
}

/**
 * One row a day: on a telephone the days stand below each other.
 * @param daysAhead so many days are shown, today among them
 */
export function SlotGrid({
  slots,
  chosen,
  daysAhead,
}: {
  readonly slots: readonly Slot[];
  readonly daysAhead: number;
  readonly chosen?: string | undefined;
}) {
  const { language } = useLanguage();
  const t = useCheckoutMessages();
  const days = Map.groupBy(slots, ({ date }) => date);
  return (
    <div className={styles.slots}>
      {[...days].map(([date, ofDay]) => (
        <fieldset key={date}>
          <legend>{dayOf(language, date)}</legend>
          <ul>
            {ofDay.map((slot) => (
              <li key={slot.id}>
                <label className={styles.slot}>
                  <input
                    type="radio"
                    name="slotId"
                    value={slot.id}
                    required
                    disabled={slot.status !== 'OPEN'}
                    defaultChecked={slot.id === chosen && slot.status === 'OPEN'}
                  />
                  <span>
                    {t.slotOf(timeOfDay(language, slot.startsAt), timeOfDay(language, slot.endsAt))}
                  </span>
                  <small>
                    {slot.status === 'OPEN' && slot.placesLeft <= FEW
                      ? t.placesLeft(slot.placesLeft)
                      : t.slotStatusLong[slot.status]}
                  </small>
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
      ))}
      <p className="maker">{t.daysAhead(daysAhead)}</p>
    </div>
  );
}

const FEW = 3;
