import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { CheckoutPerson } from '../../../generated/operations/checkout-person.ts';
import { TellGuestContact } from '../../../generated/operations/tell-guest-contact.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
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
  const given = {
    name: text('name'),
    nameKana: text('nameKana'),
    phone: text('phone'),
    email: text('email'),
  };
  const { tellGuestContact } = await context
    .get(graphOfVisit)
    .ask(TellGuestContact, { input: { ...given, language: language === 'ja' ? 'JA' : 'EN' } });
  switch (tellGuestContact.__typename) {
    case 'TellGuestContactSuccess': {
      const visit = context.get(visitor);
      await visit.keepDraft({ ...(await visit.draft()), contactTold: true });
      return redirect(`/${language}/checkout/address`, 303);
    }
    case 'InvalidInput':
      return data({ given, wrong: tellGuestContact.fields.map(({ field }) => field) }, { status: 422 });
    default:
      return redirect(`/${language}/checkout`, 303);
  }
}

export default function ContactStep() {
  const { known } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const refused = outcome && 'wrong' in outcome ? outcome : undefined;
  const { language } = useLanguage();
  const t = useGuestMessages();
  const { title } = useCheckoutMessages();
  const text: Readonly<Record<Field, string>> = refused?.given ?? known;
  return (
    <>
      <title>{`${t.contactTitle} | ${title}`}</title>
      <h1>{t.contactTitle}</h1>
      <p>{t.contactBody}</p>
      <p>
        <Link to={`/${language}/sign-in?to=${encodeURIComponent(`/${language}/checkout`)}`}>{t.member}</Link>
      </p>
      <Form method="post" className="form">
        {refused && (
          <p className="alert" role="alert" id="refused">
            {refused.wrong.map((field) => t.wrongField(labelOf(field, t))).join(' ')}
          </p>
        )}
        {FIELDS.map((field) => (
          <div key={field} className="field">
            <label htmlFor={field}>
              {t[field]} {field === 'nameKana' && <small>{t.optional}</small>}
            </label>
            <input
              id={field}
              name={field}
              {...INPUTS[field]}
              defaultValue={text[field]}
              required={field !== 'nameKana'}
              aria-invalid={refused?.wrong.includes(field) || undefined}
              aria-describedby={refused?.wrong.includes(field) ? 'refused' : undefined}
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

function labelOf(field: string, t: Readonly<Record<Field, string>>): string {
  return FIELDS.some((each) => each === field) ? t[field as Field] : field;
}
