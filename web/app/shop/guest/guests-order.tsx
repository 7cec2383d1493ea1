import { Form } from 'react-router';
import { useLanguage } from '../../messages/language.ts';
import { FormField } from '../../parts/form/field.tsx';
import { useGuestMessages } from './use-guest-messages.ts';

/** What the shop knows of a guest. */
export interface KnownGuest {
  readonly name: string;
  readonly contactEmail: string;
}

/** Below an order of a guest: an account made of it. */
export function AccountFromOrder({
  guest,
  orderId,
}: {
  readonly guest: KnownGuest;
  readonly orderId: string;
}) {
  const { language } = useLanguage();
  const ofGuest = useGuestMessages();
  return (
    <section aria-labelledby="open-account">
      <h2 id="open-account">{ofGuest.openAccount}</h2>
      <p>{ofGuest.openAccountBody}</p>
      <Form method="post" action={`/${language}/register`} className="form">
        <input type="hidden" name="to" value={`/${language}/orders/${orderId}?registered`} />
        <input type="hidden" name="name" value={guest.name} />
        <FormField
          name="email"
          label={ofGuest.email}
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          defaultValue={guest.contactEmail}
        />
        <FormField
          name="password"
          label={ofGuest.password}
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={200}
        />
        <button type="submit" className="button">
          {ofGuest.register}
        </button>
      </Form>
    </section>
  );
}

/** For the guest, and for whoever opened the link of the order. */
export function EraseGuestsData() {
  const t = useGuestMessages();
  return (
    <details className="more">
      <summary>{t.erase}</summary>
      <Form method="post" className="form">
        <p>{t.eraseBody}</p>
        <button type="submit" className="button quiet" name="intent" value="erase">
          {t.eraseNow}
        </button>
      </Form>
    </details>
  );
}
