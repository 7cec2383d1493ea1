import { readFileSync } from 'node:fs';
import type { Json } from '../rest-operation.ts';

// What fits the demo shop. Ids are examples alone: those of another shop are others.

const VARIANT = 'var_01k9q4w3a8f2vs0e2b7c5d6e7f';
const ADDRESS = 'adr_01k9q4w3a8f2vs0e2b7c5d6e7f';
const SLOT = 'slt_01k9q4w3a8f2vs0e2b7c5d6e7f';
const CARD_TOKEN = 'tok_01k9q4w3a8f2vs0e2b7c5d6e7f';

/** By the name of a parameter, or by operation and name. */
export const PARAMETER_EXAMPLES: Readonly<Record<string, Json>> = {
  product: 'cherry-blossom-dorayaki',
  category: 'wagashi',
  'listProducts.category': 'cat_01k9q4w3a8f2vs0e2b7c5d6e7f',
  'getFacets.category': 'cat_01k9q4w3a8f2vs0e2b7c5d6e7f',
  'search.category': 'cat_01k9q4w3a8f2vs0e2b7c5d6e7f',
  query: 'どら焼き',
  prefix: 'どら',
  code: '1030022',
  postalCode: '1030022',
  variant: [VARIANT],
  variantId: VARIANT,
  addressId: ADDRESS,
  paymentMethodId: 'pym_01k9q4w3a8f2vs0e2b7c5d6e7f',
  paymentId: 'pay_01k9q4w3a8f2vs0e2b7c5d6e7f',
  shipmentId: 'shp_01k9q4w3a8f2vs0e2b7c5d6e7f',
  orderId: 'ord_01k9q4w3a8f2vs0e2b7c5d6e7f',
  order: 'DP-2611-000618',
  days: 7,
};

const LINES: Json = [{ variantId: VARIANT, quantity: 2 }];

/** By the id of an operation. */
export const BODY_EXAMPLES: Readonly<Record<string, Json>> = {
  setCartLine: { quantity: 2 },
  quote: { lines: LINES, addressId: ADDRESS, deliverySlotId: SLOT, points: 100 },
  placeOrder: {
    lines: LINES,
    addressId: ADDRESS,
    deliverySlotId: SLOT,
    points: 100,
    payment: { method: 'CARD', cardToken: CARD_TOKEN },
    expectedTotalYen: 1950,
  },
  cancelOrder: { note: '日にちを間違えました' },
  requestReturn: { reason: '箱がつぶれていました', defective: true },
  retryPayment: { payment: { method: 'KONBINI', konbiniChain: 'LAWSON' } },
  provideRefundAccount: {
    bankCode: '0001',
    branchCode: '001',
    accountType: 'ORDINARY',
    accountNumber: '1234567',
    holderKana: 'サトウ ハナコ',
  },
  chooseOtherSlot: { deliverySlotId: SLOT },
  register: {
    email: 'hanako@example.jp',
    password: 'どらやきを六個ください',
    name: '佐藤 花子',
    language: 'JA',
  },
  signIn: { email: 'customer@example.jp', password: 'depachika-demo' },
  refreshSession: { refreshToken: 'of-the-session' },
  startGuestSession: { language: 'JA' },
  updateProfile: { phone: '09012345678' },
  tellContact: { name: '佐藤 花子', phone: '09012345678', email: 'hanako@example.jp' },
  addAddress: {
    recipientName: '佐藤 花子',
    recipientKana: 'サトウ ハナコ',
    phone: '0312345678',
    postalCode: '1030022',
    street: '室町3-17-7',
  },
  updateAddress: { building: '三越前ビル 5階' },
  setDefaultAddress: { id: ADDRESS },
  tokenizeCard: { number: '4242 4242 4242 4242', expiryMonth: 12, expiryYear: 2030, securityCode: '123' },
  savePaymentMethod: { cardToken: CARD_TOKEN },
};

/** What a shop has answered, shortened; by the id of an operation. */
export const ANSWER_EXAMPLES: Readonly<Record<string, Json>> = JSON.parse(
  readFileSync(new URL('./answers.json', import.meta.url), 'utf8'),
);
