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
import { DeliverySlots } from '../../../generated/operations/delivery-slots.ts';
import { GoodsInCart } from '../../../generated/operations/goods-in-cart.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { SlotGrid } from '../../parts/slot-grid.tsx';
import { withSlot } from '../../session/checkout-draft.ts';
import { visitor } from '../../session/visitor.ts';
import { Sum } from './sum.tsx';
import { checkoutMessagesIn, useCheckoutMessages } from './use-checkout-messages.ts';

/** So far ahead a delivery can be wanted. */
const DAYS = 5;

export async function loader({ context, params }: LoaderFunctionArgs) {
  const { addressId, slotId } = await context.get(visitor).draft();
  const graph = context.get(graphOfVisit);
  const { cart } = await graph.ask(GoodsInCart, {});
  if (cart?.lines.length === 0) throw redirect(`/${languageOf(params)}/cart`);
  // Goods that take days are not offered for slots that come sooner.
  const variantIds = cart?.lines.flatMap(({ variant }) => variant?.id ?? []);
  const { me } = await graph.ask(DeliverySlots, { addressId: addressId!, days: DAYS, variantIds });
  const address = me?.address;
  const feeYen = address?.deliveryZone?.feeYen;
  return {
    isDelivered: Boolean(address?.deliveryZone),
    slots: address?.deliverySlots ?? [],
    chosen: slotId,
    sum:
      feeYen === undefined
        ? undefined
        : {
            deliveryFeeYen: feeYen,
            amountDueYen: cart?.subtotalYen == null ? null : cart.subtotalYen + feeYen,
          },
  };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const slotId = String((await request.formData()).get('slotId') ?? '');
  if (!slotId) return data({ told: (await checkoutMessagesIn(language)).chooseSlot }, { status: 422 });
  const visit = context.get(visitor);
  await visit.keepDraft(withSlot(await visit.draft(), slotId));
  return redirect(`/${language}/checkout/payment`, 303);
}

export default function SlotStep() {
  const { isDelivered, slots, chosen, sum } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const t = useCheckoutMessages();
  const { language } = useLanguage();
  return (
    <>
      <title>{`${t.steps.slot} | ${t.title}`}</title>
      <h1>{t.steps.slot}</h1>
      {outcome && 'told' in outcome && (
        <p className="alert" role="alert">
          {outcome.told}
        </p>
      )}
      {slots.length === 0 ? (
        <div className="empty">
          <p>{isDelivered ? t.noSlots : t.notDelivered}</p>
          <Link to={`/${language}/checkout/address`}>{t.back}</Link>
        </div>
      ) : (
        <Form method="post" className="choice">
          {sum && <Sum {...sum} />}
          <SlotGrid slots={slots} chosen={chosen} daysAhead={DAYS} />
          <button type="submit" className="button">
            {t.next}
          </button>
        </Form>
      )}
    </>
  );
}
