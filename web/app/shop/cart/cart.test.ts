import { expect, it } from 'vitest';
import { visit } from '../../../testing/page-visit.ts';

const person = { id: 'usr_1', name: '佐藤 花子' };
const answers = { Cart: { cart: { id: 'crt_1', lines: [], subtotalYen: 0 } } };

it.each([
  ...['-1', '0', '1.5', 'abc', '', '100', '1e1'].map((quantity) => ({ intent: 'add', quantity })),
  ...['-1', '1.5', 'abc', '', '150'].map((quantity) => ({ intent: 'set', quantity })),
])('refuses %o, says how many are allowed, and leaves the cart', async (form) => {
  const { status, html, asked } = await visit('/ja/cart', {
    person,
    form: { variantId: 'var_1', ...form },
    answers,
  });
  expect(status).toBe(422);
  expect(html).toContain('1から99まで');
  expect(asked.some(({ name }) => name === 'SetCartLine')).toBe(false);
});

it('says how many are allowed where the pieces that are there are too many with it', async () => {
  const refused = { __typename: 'InvalidInput', message: 'no', field: 'input.quantity', allowed: '' };
  const form = { intent: 'add', variantId: 'var_1', quantity: '99' };
  const { status, html } = await visit('/ja/cart', {
    person,
    form,
    answers: { ...answers, SetCartLine: { setCartLine: refused } },
  });
  expect(status).toBe(422);
  expect(html).toContain('1から99まで');
});

it('takes a line out with 0', async () => {
  const setCartLine = { __typename: 'SetCartLineSuccess' };
  const form = { variantId: 'var_1', quantity: '0' };
  const { status, asked } = await visit('/ja/cart', {
    person,
    form,
    answers: { ...answers, SetCartLine: { setCartLine } },
  });
  expect(status).toBe(303);
  expect(asked).toContainEqual({
    name: 'SetCartLine',
    variables: { input: { variantId: 'var_1', quantity: 0 } },
  });
});

it.each([
  [3, 'カート（3点）'],
  [0, 'カート'],
  [null, 'カート'],
])('the head of a page says of %j pieces: %s', async (pieces, words) => {
  const CartPieces = { cart: pieces === null ? null : { id: 'crt_1', pieces } };
  const { html } = await visit('/ja/cart', { person, answers: { ...answers, CartPieces } });
  expect(html).toContain(`>${words}</a>`);
});
