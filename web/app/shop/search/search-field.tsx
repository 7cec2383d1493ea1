import { useEffect, useRef } from 'react';
import { Form, useLocation, useNavigate } from 'react-router';
import { useLanguage } from '../../messages/language.ts';
import styles from './search-field.module.css';

/** The search of the shop's head: a form of HTML. Who comes into its field with scripts is offered what it may become. */
export function SearchField() {
  const { language, t } = useLanguage();
  const { search } = useLocation();
  const navigate = useNavigate();
  const form = useRef<HTMLFormElement>(null);
  // Two may ask for it before anything is shown anew.
  const isHelped = useRef(false);
  const query = new URLSearchParams(search).get('q') ?? '';
  const help = async () => {
    if (isHelped.current) return;
    isHelped.current = true;
    const { suggestIn } = await import('./suggestions/suggest-in.ts');
    suggestIn(form.current!, { address: `/${language}/search/suggestions`, go: navigate });
  };
  // What does not come is not missed: the form works without it.
  const helpIfItComes = () =>
    help().catch(() => {
      isHelped.current = false;
    });
  // Somebody may have come into the field before scripts did.
  useEffect(() => {
    if (form.current?.contains(document.activeElement)) helpIfItComes();
  }, []);
  return (
    <Form
      ref={form}
      className={styles.search}
      role="search"
      action={`/${language}/search`}
      onFocus={helpIfItComes}
    >
      <label className="unseen" htmlFor="query">
        {t.searchFor}
      </label>
      <input
        id="query"
        name="q"
        maxLength={100}
        enterKeyHint="search"
        placeholder={t.searchFor}
        key={query}
        defaultValue={query}
      />
      <button type="submit">{t.search}</button>
    </Form>
  );
}
