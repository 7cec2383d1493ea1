import { describe, expect, it } from 'vitest';
import { brokenCeiling, type OpenUnpaid, recipientKeys } from './unpaid-rules.ts';

const limits = { CUSTOMER_ORDERS: 3, CUSTOMER_PIECES: 10, RECIPIENT_ORDERS: 5, RECIPIENT_PIECES: 20 };
const nothing: OpenUnpaid = { customerOrders: 0, customerPieces: 0, recipientOrders: 0, recipientPieces: 0 };

function ceilingOf(open: Partial<OpenUnpaid>, pieces = 1, isByCard = false) {
  const order = { customerId: 'usr', isByCard, pieces, recipients: [] };
  return brokenCeiling({ ...nothing, ...open }, order, limits)?.ceiling;
}

describe('what may be held without being paid for', () => {
  it('is as much as the shop allows, and not one more', () => {
    expect(ceilingOf({ customerOrders: 2, customerPieces: 9 })).toBeUndefined();
    expect(ceilingOf({ customerOrders: 3 })).toBe('CUSTOMER_ORDERS');
    expect(ceilingOf({ customerPieces: 10 })).toBe('CUSTOMER_PIECES');
    expect(ceilingOf({}, 10)).toBeUndefined();
    expect(ceilingOf({}, 11)).toBe('CUSTOMER_PIECES');
    expect(ceilingOf({ recipientOrders: 5 })).toBe('RECIPIENT_ORDERS');
    expect(ceilingOf({ recipientPieces: 20 })).toBe('RECIPIENT_PIECES');
  });

  it('is any number of pieces by card, which is answered within seconds', () => {
    expect(ceilingOf({ customerPieces: 500 }, 1_000, true)).toBeUndefined();
    expect(ceilingOf({ customerOrders: 3 }, 1, true)).toBe('CUSTOMER_ORDERS');
  });

  it('says what the shop allows', () => {
    const order = { customerId: 'usr', isByCard: false, pieces: 11, recipients: [] };
    expect(brokenCeiling(nothing, order, limits)).toEqual({
      kind: 'tooManyUnpaidOrders',
      ceiling: 'CUSTOMER_PIECES',
      limit: 10,
    });
  });
});

describe('a recipient', () => {
  const address = {
    phone: '0312345678',
    postalCode: '1030027',
    street: '日本橋1-4-1',
    building: '三越ビル 201',
  };
  const placeOf = (changes: Partial<typeof address>) => recipientKeys({ ...address, ...changes })[1];

  it.each([
    ['日本橋１－４－１', '三越ビル２０１号室'],
    ['日本橋1丁目4番1号', '三越ビル 201'],
    ['日本橋 1−4ー1', '三越ﾋﾞﾙ201号'],
    ['日本橋1の4の1', '三越ビル　#201'],
    ['日本橋1-4-1 三越ビル', '201'],
  ])('is known by the door, however it is written: %s %s', (street, building) => {
    expect(placeOf({ street, building })).toBe(placeOf({}));
  });

  it('is another one behind another door, and known by the phone number there', () => {
    expect(placeOf({ building: '三越ビル 202' })).not.toBe(placeOf({}));
    expect(placeOf({ postalCode: '1030028' })).not.toBe(placeOf({}));
    expect(recipientKeys({ ...address, street: 'x' })[0]).toBe(recipientKeys(address)[0]);
  });
});
