import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_LINES, MAX_QUANTITY } from './cart.ts';
import { mergedCart, type Pieces } from './merge-rules.ts';

const none = () => 0;
const pieces = (variantId: string, quantity: number): Pieces => ({ variantId, quantity });
const cart = (size: { maxLength: number }, names: string) =>
  fc.uniqueArray(
    fc.record({
      variantId: fc.integer({ min: 0, max: 150 }).map((number) => `${names}${number}`),
      quantity: fc.integer({ min: 1, max: MAX_QUANTITY }),
    }),
    { ...size, selector: ({ variantId }) => variantId },
  );

describe("a guest's cart", () => {
  it('adds up with what the account had', () => {
    const guest = [pieces('a', 2), pieces('b', 1)];
    expect(mergedCart({ guest, account: [pieces('a', 3)], mostOf: none })).toEqual([
      { variantId: 'a', guestQuantity: 2, before: 3, after: 5, outcome: 'ADDED' },
      { variantId: 'b', guestQuantity: 1, before: 0, after: 1, outcome: 'ADDED' },
    ]);
  });

  it('stops at what one order may have, and never takes away what was there', () => {
    const mostOf = (variantId: string) => (variantId === 'a' ? 4 : 0);
    const guest = [pieces('a', 2), pieces('b', 60)];
    const merged = mergedCart({ guest, account: [pieces('a', 3), pieces('b', 60)], mostOf });
    expect(merged.map(({ after, outcome }) => [after, outcome])).toEqual([
      [4, 'CAPPED'],
      [MAX_QUANTITY, 'CAPPED'],
    ]);
    const [kept] = mergedCart({ guest: [pieces('a', 1)], account: [pieces('a', 9)], mostOf });
    expect(kept).toMatchObject({ before: 9, after: 9, outcome: 'CAPPED' });
  });

  it('leaves out what comes last when the cart is full', () => {
    const account = Array.from({ length: MAX_LINES - 1 }, (_, number) => pieces(`a${number}`, 1));
    const guest = [pieces('a0', 1), pieces('x', 1), pieces('y', 1)];
    const outcomes = mergedCart({ guest, account, mostOf: none }).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['ADDED', 'ADDED', 'LEFT_OUT']);
  });

  it('tells of every line, loses nothing of the account, makes up nothing, and keeps to every cap', () => {
    const most = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(
        cart({ maxLength: 100 }, 'v'),
        cart({ maxLength: 100 }, 'v'),
        most,
        (guest, account, cap) => {
          const lines = mergedCart({ guest, account, mostOf: () => cap });
          expect(lines.map(({ variantId }) => variantId)).toEqual(guest.map(({ variantId }) => variantId));
          for (const { before, after, guestQuantity, outcome } of lines) {
            expect(after).toBeGreaterThanOrEqual(before);
            expect(after).toBeLessThanOrEqual(before + guestQuantity);
            expect(after).toBeLessThanOrEqual(Math.max(before, cap || MAX_QUANTITY));
            expect(outcome === 'ADDED').toBe(after === before + guestQuantity);
          }
          const variants = new Set([
            ...account.map(({ variantId }) => variantId),
            ...lines.flatMap(({ variantId, after }) => (after > 0 ? [variantId] : [])),
          ]);
          expect(variants.size).toBeLessThanOrEqual(MAX_LINES);
        },
      ),
    );
  });
});
