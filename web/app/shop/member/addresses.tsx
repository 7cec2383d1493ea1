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
import { PostalCode } from '../../../generated/operations/postal-code.ts';
import { RemoveAddress } from '../../../generated/operations/remove-address.ts';
import { SetDefaultAddress } from '../../../generated/operations/set-default-address.ts';
import { UpdateAddress } from '../../../generated/operations/update-address.ts';
import { type Graph, graphOfVisit } from '../../graph/graph.ts';
import { type Language, languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { refusalIn } from '../../messages/refusal.ts';
import { ADDRESS_FIELDS, AddressFields, type AddressText } from '../../parts/address-fields.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { yen } from '../../parts/money.ts';
import { postalCode } from '../../parts/postal-code.ts';
import { signedIn } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import { accountMessagesIn, useAccountMessages } from '../account/use-account-messages.ts';
import styles from './account-frame.module.css';
import { refused } from './refused.ts';
import { Told } from './told.tsx';

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
      return await lookUp(graph, language, addressText(form));
    default: {
      const problem = await save(graph, {
        id,
        version: Number(form.get('version')),
        text: addressText(form),
      });
      if (!problem) return back;
      const text = addressText(form);
      return data({ text, field: problem.field, told: refusalIn(language, problem) }, { status: 422 });
    }
  }
}

/** Fills what is empty from the postal code. */
async function lookUp(graph: Graph, language: Language, text: AddressText) {
  const t = await accountMessagesIn(language);
  const { postalCode: found } = await graph.ask(PostalCode, {
    code: text.postalCode.replace(/\D/g, ''),
  });
  if (!found) return data({ text, field: 'postalCode', told: t.noSuchCode }, { status: 422 });
  const { prefecture, municipality, town } = found;
  const filled = {
    ...text,
    prefecture: text.prefecture || prefecture,
    municipality: text.municipality || municipality,
    street: text.street || town,
  };
  return data({ text: filled, field: undefined, told: t.lookedUp });
}

/** @returns why not */
async function save(
  graph: Graph,
  { id, version, text }: { readonly id: string; readonly version: number; readonly text: AddressText },
): Promise<{ readonly __typename: string; readonly field?: string } | undefined> {
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

function addressText(form: FormData): AddressText {
  return Object.fromEntries(
    ADDRESS_FIELDS.map((field) => [field, String(form.get(field) ?? '')]),
  ) as AddressText;
}

export default function Addresses() {
  const { addresses, defaultId } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const t = useAccountMessages();
  return (
    <>
      <PrivateHead title={t.addresses} />
      <h1>{t.addresses}</h1>
      <Told done={outcome ? {} : { saved: t.saved }} />
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
  const entered = outcome && 'text' in outcome ? outcome : undefined;
  const { language } = useLanguage();
  const t = useAccountMessages();
  const title = edited ? t.editAddress : t.addAddress;
  return (
    <details
      className="more"
      id="address"
      open={addresses.length === 0 || !!edited || !!entered}
      key={edited?.id}
    >
      <summary>{title}</summary>
      <Form method="post" className="form" key={JSON.stringify(entered?.text)}>
        {entered && (
          <p className={entered.field ? 'alert' : 'told'} role={entered.field ? 'alert' : 'status'} id="told">
            {entered.told}
          </p>
        )}
        {edited && (
          <>
            <input type="hidden" name="id" value={edited.id} />
            <input type="hidden" name="version" value={edited.version} />
          </>
        )}
        <AddressFields text={entered?.text ?? edited} wrong={entered?.field} />
        <button type="submit" name="intent" value="save" className="button">
          {t.save}
        </button>
        {edited && <Link to={`/${language}/account/addresses`}>{t.cancel}</Link>}
      </Form>
    </details>
  );
}
