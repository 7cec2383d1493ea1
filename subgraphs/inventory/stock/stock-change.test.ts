import { wrongFields } from '@depachika/domain/problems.ts';
import { describe, expect, it } from 'vitest';
import { checkCount, checkReceipt, counted, received } from './stock-change.ts';

const level = {
  id: 'l',
  variantId: 'v',
  locationId: 'p',
  onHand: 10,
  reserved: 4,
  backorderLimit: 0,
  version: 3,
};
const count = {
  variantId: 'v',
  locationId: 'p',
  onHand: 7,
  backorderLimit: undefined,
  expectedVersion: 3,
  reason: 'count',
};
const receipt = { idempotencyKey: 'k', variantId: 'v', locationId: 'p', quantity: 5, reference: '' };

describe('counting', () => {
  it('sets what was found and moves the version on', () => {
    expect(counted(level, count)).toEqual({ ...level, onHand: 7, version: 4 });
  });

  it('refuses a count of a level that changed meanwhile', () => {
    expect(counted(level, { ...count, expectedVersion: 2 })).toEqual({
      kind: 'versionConflict',
      expectedVersion: 2,
      currentVersion: 3,
    });
  });

  it('refuses fewer pieces than are promised, unless more may be promised than are there', () => {
    expect(counted(level, { ...count, onHand: 3 })).toEqual({ kind: 'stockPromised', reserved: 4 });
    expect(counted(level, { ...count, onHand: 3, backorderLimit: 1 })).toMatchObject({
      onHand: 3,
      backorderLimit: 1,
    });
  });

  it.each([
    ['onHand', { onHand: -1 }],
    ['onHand', { onHand: 1_000_001 }],
    ['backorderLimit', { backorderLimit: -1 }],
    ['expectedVersion', { expectedVersion: -1 }],
    ['reason', { reason: '' }],
    ['reason', { reason: 'x'.repeat(201) }],
  ])('names %s when it is not allowed', (field, change) => {
    expect(checkCount({ ...count, ...change })).toMatchObject({ kind: 'invalidInput', field });
  });
});

describe('receiving', () => {
  it('names everything that is not allowed', () => {
    const wrong = checkReceipt({ ...receipt, idempotencyKey: '', quantity: 0, reference: 'x'.repeat(201) })!;
    expect(wrongFields(wrong).map(({ field }) => field)).toEqual(['idempotencyKey', 'quantity', 'reference']);
  });

  it('adds the pieces', () => {
    expect(received(level, 5)).toEqual({ ...level, onHand: 15, version: 4 });
  });

  it('refuses more than a level holds', () => {
    expect(received({ ...level, onHand: 999_999_999 }, 2)).toBeUndefined();
  });

  it.each([
    ['idempotencyKey', { idempotencyKey: '' }],
    ['idempotencyKey', { idempotencyKey: 'a\0b' }],
    ['quantity', { quantity: 0 }],
    ['quantity', { quantity: 1.5 }],
    ['reference', { reference: 'x'.repeat(201) }],
  ])('names %s when it is not allowed', (field, change) => {
    expect(checkReceipt({ ...receipt, ...change })).toMatchObject({ kind: 'invalidInput', field });
  });
});
