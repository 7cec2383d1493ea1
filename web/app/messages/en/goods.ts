import type { GoodsMessages } from '../ja/goods.ts';

/** What loaders write onto pages of goods in English. */
export const goodsEn = {
  front: {
    tagline: 'A department store’s food hall, on your table today.',
    title: 'Order in the morning, have it by evening.',
    body: 'From a master’s wagashi to tonight’s main dish: brought from the counter nearest to you, at the right temperature.',
    features: 'Selections',
    newest: 'New in',
  },
  description: 'About this product',
  facts: 'Details',
  allergens: 'Allergens',
  mandatory: 'Specified ingredients (labelling required in Japan)',
  recommended: 'Similar to specified ingredients (labelling recommended)',
  listed: (names) => names.join(', '),
  noneOf: 'None',
  notStated:
    'We do not have the allergen information of this product yet; it may contain some. Please ask us before you order.',
  storage: 'Storage',
  storages: {
    AMBIENT: 'Room temperature',
    CHILLED: 'Refrigerated (10 °C or less)',
    FROZEN: 'Frozen (−15 °C or less)',
  },
  keeps: 'Keeps for',
  keepsDays: (days) =>
    days === 0 ? 'The day of delivery' : `${days} ${days === 1 ? 'day' : 'days'} from delivery`,
  leadTime: 'Preparation',
  leadDays: (days) => `${days} ${days === 1 ? 'day' : 'days'} from your order`,
  adultsOnly:
    'Drinking under the age of 20 is prohibited by law in Japan. We do not sell this to anybody under 20.',
  saleUntil: (moment) => `This price ends on ${moment}`,
  choose: 'Please choose',
  addToCart: 'Add to cart',
  related: 'Goes well with it',
  showPicture: 'Choose by picture',
  until: (day) => `Until ${day}`,
  startedOn: (day) => `Since ${day}`,
  collectionGoneTitle: 'This selection is over, or has not begun',
  collectionGoneBody: 'These are the ones that you can see now.',
  noCollections: 'There are none right now. Please look through the departments.',
  emptyCollection: 'Nothing of this selection can be ordered right now.',
  nothing: 'Nothing can be ordered here right now.',
  brandPage: (name) => `Everything from ${name}, delivered at the time that you choose.`,
  collectionPage: (name) => `${name}: delivered at the time that you choose.`,
} satisfies GoodsMessages;
