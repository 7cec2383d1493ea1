import type { DeliveryMessages } from './ja.ts';

export const en = {
  illegalShipmentTransition: ({ from, to }) => `A parcel that is ${from} cannot become ${to}`,
  orderNotShippable: ({ orderStatus }) => `The order is ${orderStatus}`,
  paymentNotCertain: ({ code }) => `The order's money is not certain: ${code}`,
  tooEarlyForSlot: ({ to }) => `A parcel cannot be ${to} so long before its slot`,
  notReschedulable: 'No other slot can be chosen for the parcel as it stands',
  deliverySlotRefused: {
    UNKNOWN_SLOT: 'There is no such delivery slot',
    OUTSIDE_ZONE: 'The address lies outside the zone of the delivery slot',
    FULL: 'The delivery slot is full',
    CLOSED: 'The delivery slot is closed',
    ALREADY_BOOKED: 'The parcel has this slot already',
  },
  noSuchOrder: 'There is no such order of yours',
} satisfies DeliveryMessages;
