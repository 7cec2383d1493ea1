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
import { MyAccount } from '../../../generated/operations/my-account.ts';
import { MyPoints } from '../../../generated/operations/my-points.ts';
import { RemoveAddress } from '../../../generated/operations/remove-address.ts';
import { RemovePaymentMethod } from '../../../generated/operations/remove-payment-method.ts';
import { UpdateProfile } from '../../../generated/operations/update-profile.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { AwayPart } from '../../parts/away-part.tsx';
import { dayOf, moment } from '../../parts/times.ts';
import { signedIn } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import styles from './account.module.css';
import { useAccountMessages } from './use-account-messages.ts';

export async function loader({ context, params }: LoaderFunctionArgs) {
  await signedIn(context.get(visitor), languageOf(params), '/account');
  const graph = context.get(graphOfVisit);
  const [{ me }, points] = await Promise.all([graph.ask(MyAccount, {}), graph.ask(MyPoints, { first: 20 })]);
  if (!me) throw data(null, { status: 503 });
  return { me, points: points.me?.points };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  await signedIn(context.get(visitor), language, '/account');
  const form = await request.formData();
  const graph = context.get(graphOfVisit);
  const id = String(form.get('id') ?? '');
  const back = redirect(`/${language}/account?saved`, 303);
  switch (form.get('intent')) {
    case 'remove-address': {
      const { removeAddress } = await graph.ask(RemoveAddress, { input: { id } });
      return removeAddress.__typename === 'RemoveAddressSuccess' ? back : refusal(removeAddress.message);
    }
    case 'remove-card': {
      const { removePaymentMethod } = await graph.ask(RemovePaymentMethod, { input: { id } });
      return removePaymentMethod.__typename === 'RemovePaymentMethodSuccess'
        ? back
        : refusal(removePaymentMethod.message);
    }
    default: {
      const text = (field: string) => String(form.get(field) ?? '');
      const { updateProfile } = await graph.ask(UpdateProfile, {
        input: {
          expectedVersion: Number(form.get('version')),
          name: text('name'),
          nameKana: text('nameKana'),
          phone: text('phone'),
        },
      });
      return updateProfile.__typename === 'UpdateProfileSuccess' ? back : refusal(updateProfile.message);
    }
  }
}

function refusal(refused: string) {
  return data({ refused }, { status: 422 });
}

export default function Account() {
  const outcome = useActionData<typeof action>();
  const { language } = useLanguage();
  const t = useAccountMessages();
  return (
    <div className={styles.account}>
      <title>{t.title}</title>
      <meta name="robots" content="noindex" />
      <h1>{t.title}</h1>
      {outcome && 'refused' in outcome && (
        <p className="alert" role="alert">
          {outcome.refused}
        </p>
      )}
      <p>
        <Link to={`/${language}/orders`}>{t.orders}</Link>
      </p>
      <Profile />
      <Addresses />
      <Cards />
      <Points />
    </div>
  );
}

function Profile() {
  const { me } = useLoaderData<typeof loader>();
  const t = useAccountMessages();
  return (
    <section aria-labelledby="profile">
      <h2 id="profile">{t.profile}</h2>
      <Form method="post" className="form" key={me.version}>
        <input type="hidden" name="version" value={me.version} />
        <p>
          {t.email} {me.email}
        </p>
        <label htmlFor="name">{t.name}</label>
        <input id="name" name="name" autoComplete="name" required maxLength={100} defaultValue={me.name} />
        <label htmlFor="nameKana">{t.nameKana}</label>
        <input id="nameKana" name="nameKana" maxLength={100} defaultValue={me.nameKana} />
        <label htmlFor="phone">{t.phone}</label>
        <input
          id="phone"
          name="phone"
          type="tel"
          inputMode="numeric"
          autoComplete="tel"
          defaultValue={me.phone}
        />
        <button type="submit" className="button">
          {t.save}
        </button>
      </Form>
    </section>
  );
}

function Addresses() {
  const { me } = useLoaderData<typeof loader>();
  const t = useAccountMessages();
  return (
    <section aria-labelledby="addresses">
      <h2 id="addresses">{t.addresses}</h2>
      {me.addresses.length === 0 && <p className="empty">{t.noAddresses}</p>}
      <ul>
        {me.addresses.map((address) => (
          <li key={address.id} className="row">
            <span>
              {address.recipientName}
              <br />〒{address.postalCode} {address.prefecture}
              {address.municipality}
              {address.street} {address.building}
            </span>
            <RemoveButton intent="remove-address" id={address.id} of={address.recipientName} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Cards() {
  const { me } = useLoaderData<typeof loader>();
  const t = useAccountMessages();
  return (
    <section aria-labelledby="cards">
      <h2 id="cards">{t.cards}</h2>
      {!me.paymentMethods && <AwayPart />}
      {me.paymentMethods?.length === 0 && <p className="empty">{t.noCards}</p>}
      <ul>
        {me.paymentMethods?.map(({ id, label, expiryMonth, expiryYear, expired }) => (
          <li key={id} className="row">
            <span>
              {label}
              <br />
              <small>{expired ? t.expired : t.expires(expiryMonth, expiryYear)}</small>
            </span>
            <RemoveButton intent="remove-card" id={id} of={label} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RemoveButton({
  intent,
  id,
  of,
}: {
  readonly intent: string;
  readonly id: string;
  readonly of: string;
}) {
  const t = useAccountMessages();
  return (
    <Form method="post">
      <input type="hidden" name="id" value={id} />
      <button type="submit" className="link" name="intent" value={intent} aria-label={`${t.remove}: ${of}`}>
        {t.remove}
      </button>
    </Form>
  );
}

function Points() {
  const { points } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useAccountMessages();
  if (!points) return <AwayPart />;
  return (
    <section aria-labelledby="points">
      <h2 id="points">{t.points}</h2>
      <dl className="facts">
        <dt>{t.spendable}</dt>
        <dd className="price large">{points.spendable}</dd>
        <dt>{t.pending}</dt>
        <dd className="price">{points.pending}</dd>
        <dt>{t.held}</dt>
        <dd className="price">{points.held}</dd>
      </dl>
      <h3>{t.ledger}</h3>
      {points.entries.nodes.length === 0 && <p className="empty">{t.noEntries}</p>}
      <ul>
        {points.entries.nodes.map((entry) => (
          <li key={entry.id} className="row">
            <span>
              {t.kinds[entry.kind]}
              <br />
              <small>
                {moment(language, entry.createdAt)}{' '}
                {entry.expiresAt && t.expiresAt(dayOf(language, entry.expiresAt.slice(0, 10)))}
              </small>
            </span>
            <span className="price">{entry.points > 0 ? `+${entry.points}` : `−${-entry.points}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
