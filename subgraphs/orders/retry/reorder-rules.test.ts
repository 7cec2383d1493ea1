import { describe, expect, it } from 'vitest';
import { type Cart, MAX_QUANTITY } from '../cart/cart.ts';
import type { OrderLine } from '../order/order.ts';
import { isReorderable, leftOutLines, linesToBuyAgain, type SoldVariant } from './reorder-rules.ts';

const line = (variantId: string, quantity: number) =>
  ({ variantId, quantity, nameJa: `${variantId}の名`, nameEn: `Name of ${variantId}` }) as OrderLine;
const cart = (lines: Readonly<Record<string, number>>) =>
  ({
    lines: Object.entries(lines).map(([variantId, quantity]) => ({ id: variantId, variantId, quantity })),
  }) as unknown as Cart;
const variants = (known: Readonly<Record<string, SoldVariant>>) => new Map(Object.entries(known));

describe('what is put into the cart of an order', () => {
  it('is every line that is still sold, up to the most of one order', () => {
    const lines = [line('a', 3), line('gone', 1), line('hidden', 2), line('rare', 5), line('many', 120)];
    const known = variants({
      a: { sellable: true, maxPerOrder: 0 },
      hidden: { sellable: false, maxPerOrder: 0 },
      rare: { sellable: true, maxPerOrder: 2 },
      many: { sellable: true, maxPerOrder: 0 },
    });
    expect(linesToBuyAgain(lines, known)).toEqual([
      { variantId: 'a', quantity: 3 },
      { variantId: 'rare', quantity: 2 },
      { variantId: 'many', quantity: MAX_QUANTITY },
    ]);
  });
});

describe('what is told of a line that is not whole in the cart', () => {
  const ordered = [line('a', 3), line('b', 2)];
  const told = (inCart: Readonly<Record<string, number>>, unsold: readonly string[] = []) =>
    leftOutLines(ordered, cart(inCart), (variantId) => !unsold.includes(variantId)).map(
      ({ variantId, ordered: pieces, inCart: there, reason }) => [variantId, pieces, there, reason],
    );

  it('is nothing when all of it is there, or more', () => {
    expect(told({ a: 3, b: 9 })).toEqual([]);
  });

  it('is that it is not sold, that there are too many pieces, or that the cart is full', () => {
    expect(told({ a: 1 }, ['b'])).toEqual([
      ['a', 3, 1, 'TOO_MANY_PIECES'],
      ['b', 2, 0, 'NOT_SOLD'],
    ]);
    expect(told({ a: 3 })).toEqual([['b', 2, 0, 'CART_FULL']]);
  });
});

it('an order that waits for its payment is not bought once more', () => {
  expect(isReorderable('PENDING')).toBe(false);
  expect(isReorderable('AWAITING_PAYMENT')).toBe(false);
  for (const status of ['CONFIRMED', 'DELIVERED', 'CANCELLED', 'EXPIRED', 'LOST'] as const)
    expect(isReorderable(status)).toBe(true);
});
