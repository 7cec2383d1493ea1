import type { RestOperation } from '../rest-operation.ts';

/** No shop opens more; how many this one does, the graph says. */
const DAYS = { days: { minimum: 1, maximum: 60 } };

export const DELIVERY: readonly RestOperation[] = [
  {
    id: 'getPostalCode',
    method: 'GET',
    path: '/v1/postal-codes/{code}',
    tag: 'Delivery',
    summary: 'The town of a postal code, and on which terms the shop delivers there',
    operation: 'rest-postal-code',
    parameters: { code: 'code' },
    answer: { status: 200, at: 'postalCode' },
  },
  {
    id: 'listSlotsOfPostalCode',
    method: 'GET',
    path: '/v1/postal-codes/{code}/slots',
    tag: 'Delivery',
    summary: 'When the shop delivers to a postal code; nothing where it does not',
    operation: 'rest-postal-code-slots',
    parameters: { code: 'code' },
    query: { parameters: { days: 'days', variant: 'variantIds' }, bounds: DAYS },
    answer: { status: 200, at: 'postalCode.deliverySlots', list: 'whole' },
  },
  {
    id: 'listDeliveryPromises',
    method: 'GET',
    path: '/v1/delivery-promises',
    tag: 'Delivery',
    summary: 'When things can be at a postal code, or why not',
    operation: 'delivery-promise',
    query: { parameters: { postalCode: 'postalCode', variant: 'variantIds' } },
    answer: { status: 200, at: 'deliveryPromise', list: 'whole' },
  },
  {
    id: 'listSlotsOfAddress',
    method: 'GET',
    path: '/v1/me/addresses/{addressId}/slots',
    tag: 'Delivery',
    summary: 'When the shop delivers to an address of yours',
    operation: 'rest-address-slots',
    signedIn: true,
    parameters: { addressId: 'addressId' },
    query: { parameters: { days: 'days', variant: 'variantIds' }, bounds: DAYS },
    answer: { status: 200, at: 'me.address.deliverySlots', nobody: 'me', list: 'whole' },
  },
  {
    id: 'chooseOtherSlot',
    method: 'PUT',
    path: '/v1/shipments/{shipmentId}/slot',
    tag: 'Delivery',
    summary: 'Another slot for a parcel that could not be handed over',
    operation: 'rest-reschedule-delivery',
    signedIn: true,
    parameters: { shipmentId: 'input.shipmentId' },
    ifMatch: { to: 'input.expectedVersion', required: true },
    body: 'input',
    answer: { status: 200, at: 'rescheduleDelivery.shipment', version: 'version' },
  },
];
