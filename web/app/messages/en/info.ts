import type { InfoMessages } from '../ja/info.ts';

export const infoEn = {
  law: {
    title: 'Legal notice',
    description: 'Who sells, where, at what price, how it is paid, delivered and given back.',
    shop: 'Shop',
    seller: 'Seller',
    manager: 'Responsible',
    address: 'Address',
    phone: 'Phone',
    email: 'Email address',
    hours: 'Hours',
    invoiceNumber: 'Qualified invoice issuer number',
    price: 'Prices',
    priceBody: 'Each product’s page shows its price with tax. ※ marks the reduced rate of 8 %.',
    otherCosts: 'Other costs',
    otherCostsBody: 'Delivery. What it costs in each area stands on the page “Delivery areas and fees”.',
    payment: 'How and when you pay',
    paymentBody: [
      'Credit card: charged when the parcel leaves.',
      'Convenience store: at the register, with the code that you get after the order, before its deadline.',
      'Cash on delivery: when it arrives.',
      'Points: used with the order.',
    ],
    delivery: 'When it is delivered',
    deliveryBody:
      'On the day and at the time that you choose. In areas with same-day delivery, on the day of the order when it comes before the cut-off.',
    returns: 'Cancelling and returning',
    returnsBody: (days) => [
      'You can cancel on the order’s page until we begin to prepare it.',
      `Within ${days} days after its delivery you can ask on the order’s page to give it back.`,
      'Fresh food that does not keep cannot be returned because you changed your mind.',
      'What has a defect is refunded or replaced at our cost.',
    ],
  },
  fees: {
    title: 'Delivery areas and fees',
    description: 'Where we deliver, what it costs, and where we come on the same day.',
    map: 'Sketch of the areas',
    mapNote: 'The numbers are those of the table. Where areas overlap, the smaller number’s fee applies.',
    number: 'No.',
    zone: 'Area',
    fee: 'Fee (with tax)',
    sameDay: 'Same day',
    yes: 'yes',
    no: 'from the next day',
    minOrder: 'Minimum order',
    noMinimum: 'none',
    check: 'Checkout tells which area your address lies in.',
    taxNote: 'Fees contain consumption tax of 10 %.',
    none: 'We do not deliver anywhere at present.',
  },
  guide: {
    title: 'Shopping guide',
    description: 'From the order to your door: paying, delivery, changes and cancelling.',
    parts: (minutes) => [
      {
        title: 'How to order',
        body: [
          'Choose from the departments or by search, and put it into your cart.',
          'Choose where and when. The time is held for you until the order is placed.',
          'Choose how to pay, look it over, and order.',
        ],
      },
      {
        title: 'Paying',
        body: [
          'Credit card, convenience store, cash at the door, or points.',
          'Paying at a convenience store is offered when there is time enough before the delivery.',
          `When a card is declined, you can pay in another way within ${minutes} minutes.`,
        ],
      },
      {
        title: 'Delivery',
        body: [
          'Everything comes at its right temperature, at the time that you chose.',
          'The order’s page shows where it is.',
          'If nobody was at home, choose another time on the order’s page.',
        ],
      },
      {
        title: 'Changes and cancelling',
        body: [
          'You can cancel on the order’s page until we begin to prepare it.',
          'To change something, cancel the order and place another.',
        ],
      },
      {
        title: 'Points',
        body: [
          'One point is one yen. Points come after the delivery and can be spent from the next order on.',
        ],
      },
    ],
    contact: 'Contact',
  },
  privacy: {
    title: 'Privacy',
    description: 'What we keep of you, what for, how long, and what you can do.',
    parts: [
      {
        title: 'What we keep',
        body: [
          'Your name and its reading, phone number, email address, addresses and orders.',
          'Card numbers are kept by the payment provider, never by the shop.',
        ],
      },
      {
        title: 'What for',
        body: [
          'Orders, delivery, answers to you, and records that the law asks for.',
          'We send no advertising and follow nobody around.',
        ],
      },
      {
        title: 'Who gets it',
        body: [
          'The courier gets name, address and phone number, the payment provider the amount. Nobody else gets anything.',
        ],
      },
      {
        title: 'How long',
        body: [
          'Until you delete your account. Then names and addresses are erased, and orders keep their numbers alone.',
          'What we know of a device is gone when it is signed out.',
        ],
      },
      {
        title: 'Cookies',
        body: [
          'One, which keeps you signed in, and one with the postal code that you gave on a product’s page. None of anybody else.',
        ],
      },
      { title: 'What you can do', body: ['The pages of your account show, change, hand over and erase it.'] },
    ],
  },
} satisfies InfoMessages;
