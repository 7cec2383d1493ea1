import type { PromiseMessages } from '../ja/promise.ts';

/** What a product's page says in English of when it can be there. */
export const promiseEn: PromiseMessages = {
  title: 'When it can be with you',
  ask: 'Tell us your postal code to see when it can be with you.',
  code: 'Postal code',
  show: 'Show',
  change: 'Change the postal code',
  to: (code) => `Delivery to ${code}`,
  wrongCode: 'We do not deliver to this postal code at present. Please check its seven digits.',
  within: ({ hours, minutes }) =>
    hours > 0 ? `Order within ${hours} hr ${minutes} min: ` : `Order within ${minutes} min: `,
  atOnce: 'Order right now: ',
  until: (moment) => `Order before ${moment}: `,
  today: 'today',
  tomorrow: 'tomorrow',
  arrives: ({ day, from, to }) => `with you ${day}, ${from}–${to}`,
  fee: (price) => `Delivery ${price}`,
  of: (label) => `For ${label}`,
  closed: (days) => `No deliveries on ${days.join(', ')}`,
  refused: {
    UNKNOWN_POSTAL_CODE: 'We do not deliver to this postal code at present. Please check its seven digits.',
    OUTSIDE_ZONES: 'We are sorry: we do not deliver there.',
    NOT_SOLD: 'Not on sale now.',
    OUT_OF_STOCK: 'Sold out at the stores that deliver there.',
    CLOSED: 'We deliver nothing there in the next seven days.',
    NO_SLOT: 'Every slot of the next seven days is taken, or comes before this can be ready.',
  },
  temperature: { AMBIENT: 'Not cooled', CHILLED: 'Delivered chilled', FROZEN: 'Delivered frozen' },
  zones: 'Where we deliver, and what it costs',
};
