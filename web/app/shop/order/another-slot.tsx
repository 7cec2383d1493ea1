import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useLoaderData,
} from 'react-router';
import { OrderPage } from '../../../generated/operations/order-page.ts';
import { RescheduleDelivery } from '../../../generated/operations/reschedule-delivery.ts';
import { SlotsOfPostalCode } from '../../../generated/operations/slots-of-postal-code.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { refused } from '../../parts/form/refused.ts';
import { Told } from '../../parts/form/told.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { SlotGrid } from '../../parts/slot-grid.tsx';
import { buyer } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import checkout from '../checkout/checkout-frame.module.css';
import { checkoutMessagesIn } from '../checkout/use-checkout-messages.ts';
import { missedParcel } from './asked.tsx';
import { useOrderMessages } from './use-order-messages.ts';

const DAYS = 5;

export async function loader({ context, params }: LoaderFunctionArgs) {
  const language = languageOf(params);
  await buyer(context.get(visitor), language, `/orders/${params.id}/slot`);
  const graph = context.get(graphOfVisit);
  const { order } = await graph.askWhole(OrderPage, { id: params.id! }, 'order');
  if (!order) throw data(null, { status: 404 });
  const parcel = missedParcel(order);
  if (!parcel) throw redirect(`/${language}/orders/${order.id}`);
  const { postalCode } = await graph.ask(SlotsOfPostalCode, {
    code: order.shippingAddress.postalCode,
    days: DAYS,
  });
  return {
    ...{ id: order.id, number: order.number, shipmentId: parcel.id, version: parcel.version },
    slots: postalCode?.deliverySlots ?? [],
  };
}

export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  await buyer(context.get(visitor), language, `/orders/${params.id}/slot`);
  const form = await request.formData();
  const text = (field: string) => String(form.get(field) ?? '');
  if (!text('slotId'))
    return data({ refused: (await checkoutMessagesIn(language)).chooseSlot }, { status: 422 });
  const { rescheduleDelivery } = await context.get(graphOfVisit).ask(RescheduleDelivery, {
    input: {
      shipmentId: text('shipmentId'),
      expectedVersion: Number(text('version')),
      deliverySlotId: text('slotId'),
    },
  });
  if (rescheduleDelivery.__typename !== 'RescheduleDeliverySuccess')
    return refused(language, rescheduleDelivery);
  return redirect(`/${language}/orders/${params.id}`, 303);
}

export default function AnotherSlot() {
  const { id, number, shipmentId, version, slots } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useOrderMessages();
  return (
    <div className={checkout.checkout}>
      <PrivateHead title={`${t.anotherSlot} | ${t.order(number)}`} />
      <h1>{t.anotherSlot}</h1>
      <Told />
      {slots.length === 0 ? (
        <p className="empty">{t.noSlotNow}</p>
      ) : (
        <Form method="post" className="choice">
          <input type="hidden" name="shipmentId" value={shipmentId} />
          <input type="hidden" name="version" value={version} />
          <SlotGrid slots={slots} daysAhead={DAYS} />
          <button type="submit" className="button">
            {t.takeSlot}
          </button>
        </Form>
      )}
      <p>
        <Link to={`/${language}/orders/${id}`}>{t.backToOrder}</Link>
      </p>
    </div>
  );
}
