import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useLoaderData,
} from 'react-router';
import { CheckoutPerson } from '../../../generated/operations/checkout-person.ts';
import { TellGuestContact } from '../../../generated/operations/tell-guest-contact.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { FormField } from '../../parts/form/field.tsx';
import { refused } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { visitor } from '../../session/visitor.ts';
import { useGuestMessages } from '../guest/use-guest-messages.ts';
import { useCheckoutMessages } from './use-checkout-messages.ts';

const FIELDS = ['name', 'nameKana', 'phone', 'email'] as const;
type Field = (typeof FIELDS)[number];

export async function loader({ context }: LoaderFunctionArgs) {
  const { me } = await context.get(graphOfVisit).ask(CheckoutPerson, {});
  if (!me) throw data(null, { status: 503 });
  const { name, nameKana, phone, contactEmail: email } = me;
  return { known: { name, nameKana, phone, email } };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const form = await request.formData();
  const text = (field: Field) => String(form.get(field) ?? '');
  const { tellGuestContact } = await context.get(graphOfVisit).ask(TellGuestContact, {
    input: {
      name: text('name'),
      nameKana: text('nameKana'),
      phone: text('phone'),
      email: text('email'),
      language: language === 'ja' ? 'JA' : 'EN',
    },
  });
  switch (tellGuestContact.__typename) {
    case 'TellGuestContactSuccess': {
      const visit = context.get(visitor);
      await visit.keepDraft({ ...(await visit.draft()), contactTold: true });
      return redirect(`/${language}/checkout/address`, 303);
    }
    case 'InvalidInput':
      return refused(language, tellGuestContact, form);
    default:
      return redirect(`/${language}/checkout`, 303);
  }
}

export default function ContactStep() {
  const { known } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useGuestMessages();
  const { title } = useCheckoutMessages();
  return (
    <>
      <title>{`${t.contactTitle} | ${title}`}</title>
      <h1>{t.contactTitle}</h1>
      <p>{t.contactBody}</p>
      <p>
        <Link to={`/${language}/sign-in?to=${encodeURIComponent(`/${language}/checkout`)}`}>{t.member}</Link>
      </p>
      <Form method="post" className="form">
        <Told />
        {FIELDS.map((field) => (
          <div key={field} className="field">
            <FormField
              name={field}
              label={
                <>
                  {t[field]} {field === 'nameKana' && <small>{t.optional}</small>}
                </>
              }
              {...INPUTS[field]}
              defaultValue={known[field]}
              required={field !== 'nameKana'}
            />
          </div>
        ))}
        <button type="submit" className="button">
          {t.next}
        </button>
      </Form>
    </>
  );
}

const INPUTS = {
  name: { autoComplete: 'name', maxLength: 100 },
  nameKana: { autoComplete: 'off', maxLength: 100 },
  phone: { type: 'tel', inputMode: 'tel', autoComplete: 'tel', maxLength: 40 },
  email: { type: 'email', autoComplete: 'email', maxLength: 254 },
} as const;
