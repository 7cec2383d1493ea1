import {
  type ActionFunctionArgs,
  data,
  Form,
  type LoaderFunctionArgs,
  redirect,
  useLoaderData,
} from 'react-router';
import { MyAccount } from '../../../generated/operations/my-account.ts';
import { RemovePaymentMethod } from '../../../generated/operations/remove-payment-method.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf } from '../../messages/language.ts';
import { AwayPart } from '../../parts/away-part.tsx';
import { refused } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { signedIn } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import { useAccountMessages } from '../account/use-account-messages.ts';
import styles from './account-frame.module.css';

export async function loader({ context, params }: LoaderFunctionArgs) {
  await signedIn(context.get(visitor), languageOf(params), '/account/cards');
  const { me } = await context.get(graphOfVisit).ask(MyAccount, {});
  if (!me) throw data(null, { status: 503 });
  return { cards: me.paymentMethods };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  await signedIn(context.get(visitor), language, '/account/cards');
  const id = String((await request.formData()).get('id') ?? '');
  const { removePaymentMethod } = await context.get(graphOfVisit).ask(RemovePaymentMethod, { input: { id } });
  return removePaymentMethod.__typename === 'RemovePaymentMethodSuccess'
    ? redirect(`/${language}/account/cards?done=saved`, 303)
    : refused(language, removePaymentMethod);
}

export default function Cards() {
  const { cards } = useLoaderData<typeof loader>();
  const t = useAccountMessages();
  return (
    <>
      <PrivateHead title={t.cards} />
      <h1>{t.cards}</h1>
      <Told done={{ saved: t.saved }} />
      {!cards && <AwayPart />}
      {cards?.length === 0 && <p className="empty">{t.noCards}</p>}
      {cards && cards.length > 0 && (
        <ul className={styles.rows}>
          {cards.map(({ id, label, expiryMonth, expiryYear, expired }) => (
            <li key={id}>
              <div>
                <p>{label}</p>
                <small>{expired ? t.expired : t.expires(expiryMonth, expiryYear)}</small>
              </div>
              <Form method="post">
                <input type="hidden" name="id" value={id} />
                <button type="submit" className="link" aria-label={`${t.remove}: ${label}`}>
                  {t.remove}
                </button>
              </Form>
            </li>
          ))}
        </ul>
      )}
      <p className="maker">{t.cardsHelp}</p>
    </>
  );
}
