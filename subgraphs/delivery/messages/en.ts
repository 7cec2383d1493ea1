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
  promiseRefused: {
    UNKNOWN_POSTAL_CODE: 'The shop does not know this postal code',
    OUTSIDE_ZONES: 'The place lies outside the zones that the shop delivers to',
    NOT_SOLD: 'This is not sold',
    OUT_OF_STOCK: 'The stores that deliver there have none left',
    CLOSED: 'Nothing is delivered there in the days ahead',
    NO_SLOT: 'No delivery slot is left in which it could come',
  },
  slotBelowTaken: ({ taken }) => `${taken} orders have a place in it already: it cannot take fewer`,
  allowed: {
    locations: (most) => `ids of stock locations, each once, ${most} at most`,
    dates: ({ most, ahead }) =>
      `dates from today to ${ahead} days ahead, at most ${most} from the first to the last`,
    dateSpan: (most) => `dates in order, at most ${most} from the first to the last`,
    startTimes: (times) => `of ${times}, each once`,
    variants: (most) => `1 to ${most} ids of variants`,
    onePlace: 'a postal code, or latitude and longitude, one of the two',
    someDay: 'one day or more, or the public holidays of some dates',
    dayAhead: (ahead) => `a date from today to ${ahead} days ahead, in order`,
    slotChange: 'capacity or closed, or both',
  },
  noSuchOrder: 'There is no such order of yours',
} satisfies DeliveryMessages;
