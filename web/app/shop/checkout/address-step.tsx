import {
  type ActionFunctionArgs,
  Form,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { AddAddress } from '../../../generated/operations/add-address.ts';
import { CheckoutPerson, type CheckoutPersonQuery } from '../../../generated/operations/checkout-person.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf } from '../../messages/language.ts';
import { refusalIn } from '../../messages/refusal.ts';
import {
  AddressFields,
  type AddressText,
  addressText,
  lookUp,
  streetWithoutNumber,
} from '../../parts/form/address-fields.tsx';
import { refused, refusedFor } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { postalCode } from '../../parts/postal-code.ts';
import { withAddress } from '../../session/checkout-draft.ts';
import { visitor } from '../../session/visitor.ts';
import { checkoutMessagesIn, useCheckoutMessages } from './use-checkout-messages.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  const { me } = await context.get(graphOfVisit).ask(CheckoutPerson, {});
  const { addressId } = await context.get(visitor).draft();
  const addresses = me?.addresses ?? [];
  // Most first orders go to whoever places them.
  const known = addresses.length === 0 && me ? firstAddress(me) : undefined;
  return {
    addresses,
    known,
    chosen: addresses.some(({ id }) => id === addressId) ? addressId : addresses[0]?.id,
  };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const form = await request.formData();
  const visit = context.get(visitor);
  const go = async (addressId: string) => {
    await visit.keepDraft(withAddress(await visit.draft(), addressId));
    return redirect(`/${language}/checkout/slot`, 303);
  };
  const intent = form.get('intent');
  if (intent === 'use') return go(String(form.get('addressId') ?? ''));
  const graph = context.get(graphOfVisit);
  const t = await checkoutMessagesIn(language);
  if (intent === 'look-up') return lookUp(graph, form, { language, ...t });
  const text = addressText(form);
  const wrong = streetWithoutNumber(text, t);
  if (wrong) return refusedFor(refusalIn(language, INVALID), { form, wrong: [wrong] });
  const { prefecture, municipality, ...rest } = text;
  const { addAddress } = await graph.ask(AddAddress, {
    input: { ...rest, prefecture: prefecture || null, municipality: municipality || null },
  });
  if (addAddress.__typename === 'AddAddressSuccess') return go(addAddress.address.id);
  return refused(language, addAddress, form);
}

const INVALID = { __typename: 'InvalidInput' };

function firstAddress(me: NonNullable<CheckoutPersonQuery['me']>): AddressText {
  const place = { postalCode: '', prefecture: '', municipality: '', street: '', building: '' };
  return { recipientName: me.name, recipientKana: me.nameKana, phone: me.phone, ...place };
}

export default function AddressStep() {
  const { addresses, chosen, known } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const found = outcome && 'filled' in outcome ? outcome : undefined;
  const t = useCheckoutMessages();
  return (
    <>
      <title>{`${t.steps.address} | ${t.title}`}</title>
      <h1>{t.steps.address}</h1>
      {addresses.length > 0 && (
        <Form method="post" className="choice">
          <fieldset className="variants">
            <legend className="unseen">{t.steps.address}</legend>
            {addresses.map((address) => (
              <label key={address.id} className="variant">
                <input
                  type="radio"
                  name="addressId"
                  value={address.id}
                  defaultChecked={address.id === chosen}
                  required
                />
                <span className="label">
                  {address.recipientName}
                  <br />〒{postalCode(address.postalCode)} {address.prefecture}
                  {address.municipality}
                  {address.street} {address.building}
                </span>
                {!address.deliveryZone && <span className="stock none">{t.notDelivered}</span>}
              </label>
            ))}
          </fieldset>
          <button type="submit" name="intent" value="use" className="button">
            {t.useAddress}
          </button>
        </Form>
      )}
      <details className="more" open={addresses.length === 0 || outcome !== undefined}>
        <summary>{addresses.length === 0 ? t.noAddress : t.addAddress}</summary>
        <Form method="post" className="form" key={JSON.stringify(found?.filled)}>
          <Told />
          {found && (
            <p className="told" role="status">
              {found.lookedUp}
            </p>
          )}
          <AddressFields text={found?.filled ?? known} />
          <button type="submit" name="intent" value="add" className="button">
            {t.saveAddress}
          </button>
        </Form>
      </details>
    </>
  );
}
