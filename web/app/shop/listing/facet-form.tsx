import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { figure } from '../../parts/figure.ts';
import { ON, TO } from './delivery-choice.ts';
import styles from './facet-form.module.css';
import type { ListingView, ShownFacet } from './listing-view.ts';
import { HIGHEST, LOWEST, STOCK } from './narrowing.ts';
import { useListingMessages } from './use-listing-messages.ts';

/** So many values of a facet are shown at once; further ones are unfolded. */
const FIRST_VALUES = 6;

/**
 * Everything that a list can be narrowed by: a form of HTML, whose fields make the address of the list. Scripts send it with
 * each choice, and leave the page where it stands.
 */
export function FacetForm({ view }: { readonly view: ListingView }) {
  const words = useListingMessages();
  const { search } = useLocation();
  const navigate = useNavigate();
  const form = useRef<HTMLFormElement>(null);
  const shown = useRef(search);
  // What was chosen may have changed elsewhere: by a link, or by going back. What was ticked before scripts came stays.
  useEffect(() => {
    if (shown.current !== search) form.current?.reset();
    shown.current = search;
  }, [search]);
  const narrow = () => {
    const filled = [...new FormData(form.current!)].filter(([, value]) => value) as [string, string][];
    // A day says nothing without a place.
    const fields = filled.filter(([name]) => name !== ON || filled.some(([other]) => other === TO));
    navigate(`?${new URLSearchParams(fields)}`, { preventScrollReset: true });
  };
  return (
    <form
      ref={form}
      className={styles.form}
      autoComplete="off"
      onChange={({ target }) => (target as unknown as HTMLInputElement).type === 'checkbox' && narrow()}
      onSubmit={(event) => {
        event.preventDefault();
        narrow();
      }}
    >
      {view.query && <input type="hidden" name="q" value={view.query} />}
      {view.sort !== view.sorts[0]?.sort && <input type="hidden" name="sort" value={view.sort} />}
      {view.stock && (
        <fieldset>
          <legend>{words.stock}</legend>
          <Choice name={STOCK} value="1" label={words.inStock} {...view.stock} />
        </fieldset>
      )}
      <Delivery delivery={view.delivery} />
      {view.prices && <Prices prices={view.prices} />}
      {view.facets.map((facet) => (
        <Facet key={facet.name} facet={facet} />
      ))}
      <button type="submit" className="button quiet">
        {words.narrow}
      </button>
    </form>
  );
}

function Facet({ facet: { name, title, values } }: { readonly facet: ShownFacet }) {
  const words = useListingMessages();
  const more = values.slice(FIRST_VALUES);
  const choices = (some: ShownFacet['values']) =>
    some.map((each) => <Choice key={each.value} name={name} {...each} />);
  return (
    <fieldset>
      <legend>{title}</legend>
      {choices(values.slice(0, FIRST_VALUES))}
      {more.length > 0 && (
        <details open={more.some(({ chosen }) => chosen)}>
          <summary>{words.moreOf(more.length)}</summary>
          {choices(more)}
        </details>
      )}
    </fieldset>
  );
}

function Choice({
  name,
  value,
  label,
  count,
  chosen,
}: {
  readonly name: string;
  readonly value: string;
  readonly label: ReactNode;
  readonly count: number | null;
  readonly chosen: boolean;
}) {
  return (
    <label className={styles.choice}>
      <input type="checkbox" name={name} value={value} defaultChecked={chosen} />
      <span>{label}</span>
      {count !== null && <small>{figure(count)}</small>}
    </label>
  );
}

function Delivery({ delivery: { code, day, days, isUnknown } }: Pick<ListingView, 'delivery'>) {
  const words = useListingMessages();
  return (
    <fieldset>
      <legend>{words.delivered}</legend>
      <p className={styles.delivery}>
        <input
          name={TO}
          inputMode="numeric"
          autoComplete="postal-code"
          maxLength={10}
          aria-label={words.postalCode}
          placeholder={words.postalCode}
          defaultValue={code}
          aria-invalid={isUnknown || undefined}
          aria-describedby={isUnknown ? 'to-unknown' : undefined}
        />
        <select name={ON} aria-label={words.day} defaultValue={day}>
          {days.map((each) => (
            <option key={each.day} value={each.day}>
              {each.label}
            </option>
          ))}
        </select>
      </p>
      {isUnknown && (
        <p id="to-unknown" className="alert" role="alert">
          {words.placeUnknown}
        </p>
      )}
    </fieldset>
  );
}

function Prices({ prices: { range, lowest, highest } }: { prices: NonNullable<ListingView['prices']> }) {
  const words = useListingMessages();
  const field = (name: string, label: string, value: number | null, placeholder: number | undefined) => (
    <input
      type="number"
      inputMode="numeric"
      min="0"
      max="10000000"
      name={name}
      aria-label={label}
      placeholder={placeholder?.toString()}
      defaultValue={value ?? ''}
    />
  );
  return (
    <fieldset>
      <legend>{words.price}</legend>
      <p className={styles.prices}>
        {field(LOWEST, words.lowest, lowest, range?.lowestYen)}
        <span aria-hidden="true">〜</span>
        {field(HIGHEST, words.highest, highest, range?.highestYen)}
      </p>
    </fieldset>
  );
}
