import { Form, Link } from 'react-router';
import { catalogue } from '../../messages/catalogue.ts';
import type { PromiseMessages } from '../../messages/ja/promise.ts';
import { type Language, useLanguage } from '../../messages/language.ts';
import { AwayPart } from '../../parts/away-part.tsx';
import { yen } from '../../parts/money.ts';
import { postalCode } from '../../parts/postal-code.ts';
import { dayOf } from '../../parts/times.ts';
import styles from './delivery-part.module.css';
import { type ProductPromise, promiseLine } from './delivery-promise.ts';

const messages = catalogue<Language, PromiseMessages>({
  ja: async () => (await import('../../messages/ja/promise.ts')).promiseJa,
  en: async () => (await import('../../messages/en/promise.ts')).promiseEn,
});

interface DeliveryPartProps {
  readonly slug: string;
  readonly promise: ProductPromise;
  /** What the variant is called that comes first; empty when there is one. */
  readonly label: string;
}

/** When the product can be with the visitor, in one line, or why not; and the form that asks where. */
export function DeliveryPart({ slug, promise, label }: DeliveryPartProps) {
  const { language } = useLanguage();
  const t = usePromiseMessages();
  const { code, isUnknown } = promise;
  return (
    <section id="delivery" aria-labelledby="delivery-title" className={styles.delivery}>
      <h2 id="delivery-title" className={styles.title}>
        {code ? t.to(postalCode(code)) : t.title}
      </h2>
      {code ? <Promised promise={promise} label={label} /> : <p>{t.ask}</p>}
      {code && !isUnknown ? (
        <details>
          <summary>{t.change}</summary>
          <PlaceForm slug={slug} isUnknown={false} />
        </details>
      ) : (
        <PlaceForm slug={slug} isUnknown={isUnknown} />
      )}
      {(!code || promise.best?.reason === 'OUTSIDE_ZONES') && (
        <p>
          <Link to={`/${language}/delivery`}>{t.zones}</Link>
        </p>
      )}
    </section>
  );
}

function Promised({ promise, label }: Omit<DeliveryPartProps, 'slug'>) {
  const { language } = useLanguage();
  const t = usePromiseMessages();
  const { best } = promise;
  if (!best) return <AwayPart />;
  const line = promiseLine(promise, language, t);
  if (!line) return <p className={styles.refused}>{best.reason && t.refused[best.reason]}</p>;
  return (
    <>
      <p className={styles.line}>{line}</p>
      <p className="maker">
        {[
          label && t.of(label),
          typeof best.feeYen === 'number' && t.fee(yen(best.feeYen)),
          best.temperature && t.temperature[best.temperature],
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {best.closedDays.length > 0 && (
        <p className="maker">{t.closed(best.closedDays.map((date) => dayOf(language, date)))}</p>
      )}
    </>
  );
}

function PlaceForm({ slug, isUnknown }: { readonly slug: string; readonly isUnknown: boolean }) {
  const { language } = useLanguage();
  const t = usePromiseMessages();
  return (
    <Form method="post" action={`/${language}/products/${slug}/place`} className="form">
      <div className={`field ${styles.place}`}>
        <label htmlFor="place">{t.code}</label>
        <input
          id="place"
          name="postalCode"
          inputMode="numeric"
          autoComplete="postal-code"
          maxLength={10}
          required
          aria-invalid={isUnknown || undefined}
          aria-describedby={isUnknown ? 'place-unknown' : undefined}
        />
        <button type="submit" className="button quiet">
          {t.show}
        </button>
      </div>
      {isUnknown && (
        <p id="place-unknown" className="alert" role="alert">
          {t.wrongCode}
        </p>
      )}
    </Form>
  );
}

function usePromiseMessages() {
  return messages.use(useLanguage().language);
}
