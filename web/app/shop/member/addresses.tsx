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
import {
  AccountAddresses,
  type AccountAddressesQuery,
} from '../../../generated/operations/account-addresses.ts';
import { AddAddress } from '../../../generated/operations/add-address.ts';
import { RemoveAddress } from '../../../generated/operations/remove-address.ts';
import { SetDefaultAddress } from '../../../generated/operations/set-default-address.ts';
import { UpdateAddress } from '../../../generated/operations/update-address.ts';
import { type Graph, graphOfVisit } from '../../graph/graph.ts';
import { languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { type RefusedBy, refusalIn } from '../../messages/refusal.ts';
import {
  AddressFields,
  type AddressText,
  addressText,
  lookUp,
  streetWithoutNumber,
} from '../../parts/form/address-fields.tsx';
import { refused, refusedFor } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { yen } from '../../parts/money.ts';
import { postalCode } from '../../parts/postal-code.ts';
import { signedIn } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import { accountMessagesIn, useAccountMessages } from '../account/use-account-messages.ts';
import styles from './account-frame.module.css';

/** `?edit=<id>` opens one of them in the form. */
export async function loader({ context, params, request }: LoaderFunctionArgs) {
  await signedIn(context.get(visitor), languageOf(params), '/account/addresses');
  const { me } = await context.get(graphOfVisit).ask(AccountAddresses, {});
  if (!me) throw data(null, { status: 503 });
  const wanted = new URL(request.url).searchParams.get('edit');
  const edited = me.addresses.find(({ id }) => id === wanted);
  return { addresses: me.addresses, defaultId: me.defaultAddress?.id, edited };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  await signedIn(context.get(visitor), language, '/account/addresses');
  const form = await request.formData();
  const graph = context.get(graphOfVisit);
  const id = String(form.get('id') ?? '');
  const back = redirect(`/${language}/account/addresses?done=saved`, 303);
  switch (form.get('intent')) {
    case 'remove': {
      const { removeAddress } = await graph.ask(RemoveAddress, { input: { id } });
      return removeAddress.__typename === 'RemoveAddressSuccess' ? back : refused(language, removeAddress);
    }
    case 'default': {
      const { setDefaultAddress } = await graph.ask(SetDefaultAddress, { input: { id } });
      return setDefaultAddress.__typename === 'SetDefaultAddressSuccess'
        ? back
        : refused(language, setDefaultAddress);
    }
    case 'look-up':
      return await lookUp(graph, form, { language, ...(await accountMessagesIn(language)) });
    default: {
      const text = addressText(form);
      const wrong = streetWithoutNumber(text, await accountMessagesIn(language));
      if (wrong) return refusedFor(refusalIn(language, INVALID), { form, wrong: [wrong] });
      const problem = await save(graph, { id, version: Number(form.get('version')), text });
      return problem ? refused(language, problem, form) : back;
    }
  }
}

const INVALID = { __typename: 'InvalidInput' };

/** @returns why not */
async function save(
  graph: Graph,
  { id, version, text }: { readonly id: string; readonly version: number; readonly text: AddressText },
): Promise<RefusedBy | undefined> {
  const { prefecture, municipality, ...rest } = text;
  const places = { prefecture: prefecture || null, municipality: municipality || null };
  if (id) {
    const { updateAddress } = await graph.ask(UpdateAddress, {
      input: { id, expectedVersion: version, ...rest, ...places },
    });
    return updateAddress.__typename === 'UpdateAddressSuccess' ? undefined : updateAddress;
  }
  const { addAddress } = await graph.ask(AddAddress, { input: { ...rest, ...places } });
  return addAddress.__typename === 'AddAddressSuccess' ? undefined : addAddress;
}

export default function Addresses() {
  const { addresses, defaultId } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const t = useAccountMessages();
  return (
    <>
      <PrivateHead title={t.addresses} />
      <h1>{t.addresses}</h1>
      {!isOfForm(outcome) && <Told done={outcome ? {} : { saved: t.saved }} />}
      {addresses.length === 0 && <p className="empty">{t.noAddresses}</p>}
      {addresses.length > 0 && (
        <ul className={styles.rows}>
          {addresses.map((address) => (
            <AddressRow key={address.id} address={address} isDefault={address.id === defaultId} />
          ))}
        </ul>
      )}
      <AddressForm />
    </>
  );
}

/** What the form was refused for stands in it; what a button of the list came to, above the list. */
function isOfForm(outcome: ReturnType<typeof useActionData<typeof action>>): boolean {
  return outcome !== undefined && 'refused' in outcome && outcome.typed?.recipientName !== undefined;
}

type Address = NonNullable<AccountAddressesQuery['me']>['addresses'][number];

function AddressRow({ address, isDefault }: { readonly address: Address; readonly isDefault: boolean }) {
  const { language } = useLanguage();
  const t = useAccountMessages();
  const { id, recipientName, deliveryZone: zone } = address;
  return (
    <li>
      <div>
        {isDefault && <p className={styles.mark}>✓ {t.isDefault}</p>}
        <p>
          {recipientName}
          <br />〒{postalCode(address.postalCode)} {address.prefecture}
          {address.municipality}
          {address.street} {address.building}
        </p>
        <small>{zone ? t.zone(nameIn(language, zone), yen(zone.feeYen)) : t.notDelivered}</small>
      </div>
      <Form method="post" className={styles.acts}>
        <input type="hidden" name="id" value={id} />
        {!isDefault && (
          <button type="submit" className="link" name="intent" value="default">
            {t.makeDefault}
          </button>
        )}
        <Link
          to={`/${language}/account/addresses?edit=${id}#address`}
          aria-label={`${t.edit}: ${recipientName}`}
        >
          {t.edit}
        </Link>
        <button
          type="submit"
          className="link"
          name="intent"
          value="remove"
          aria-label={`${t.remove}: ${recipientName}`}
        >
          {t.remove}
        </button>
      </Form>
    </li>
  );
}

/** Adds an address, or changes the one that was opened. */
function AddressForm() {
  const { addresses, edited } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const found = outcome && 'filled' in outcome ? outcome : undefined;
  const { language } = useLanguage();
  const t = useAccountMessages();
  const title = edited ? t.editAddress : t.addAddress;
  return (
    <details
      className="more"
      id="address"
      open={addresses.length === 0 || !!edited || !!found || isOfForm(outcome)}
      key={edited?.id}
    >
      <summary>{title}</summary>
      <Form method="post" className="form" key={JSON.stringify(found?.filled)}>
        {isOfForm(outcome) && <Told />}
        {found && (
          <p className="told" role="status">
            {found.lookedUp}
          </p>
        )}
        {edited && (
          <>
            <input type="hidden" name="id" value={edited.id} />
            <input type="hidden" name="version" value={edited.version} />
          </>
        )}
        <AddressFields text={found?.filled ?? edited} />
        <button type="submit" name="intent" value="save" className="button">
          {t.save}
        </button>
        {edited && <Link to={`/${language}/account/addresses`}>{t.cancel}</Link>}
      </Form>
    </details>
  );
}
