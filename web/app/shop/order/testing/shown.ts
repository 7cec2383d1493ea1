/** What the graph tells of an order that waits for its slip to be paid. */
export const person = { id: 'usr_1', name: '佐藤 花子' };
export const slip = {
  ...{ chain: 'LAWSON', paymentCode: '8408952847011', confirmationNumber: '796737', amountYen: 2_170 },
  ...{ deadlineAt: '2026-11-29T14:59:00Z', paid: false },
};
export const payment = {
  ...{ id: 'pay_1', method: 'KONBINI', status: 'PENDING', amountYen: 2_170, points: 0, cardLabel: null },
  ...{ failureCode: null, attempt: 1, nextAction: null, slip, refund: null },
};
export const order = {
  ...{
    id: 'ord_1',
    number: 'DP-2611-000601',
    status: 'AWAITING_PAYMENT',
    paymentStatus: 'PENDING',
    version: 2,
  },
  ...{
    placedAt: '2026-11-26T03:00:00Z',
    subtotalYen: 1_620,
    deliveryFeeYen: 550,
    totalYen: 2_170,
    taxes: [],
  },
  ...{
    pointsUsed: 0,
    amountDueYen: 2_170,
    paymentMethod: 'KONBINI',
    paymentDeadlineAt: null,
    paymentAttempts: 1,
  },
  ...{
    payUntil: null,
    paymentOffers: [],
    cancelReason: null,
    allowedActions: ['CANCEL'],
    reorderable: false,
  },
  ...{
    returnableUntil: null,
    lines: [],
    shipments: [],
    history: [],
    payments: [payment],
    deliverySlot: null,
  },
  shippingAddress: {
    ...{ recipientName: '佐藤 花子', postalCode: '1050014', prefecture: '東京都', municipality: '港区' },
    ...{ street: '芝2-16-5', building: '' },
  },
  deliveryWindow: { date: '2026-12-03', startsAt: '2026-12-03T09:00:00Z', endsAt: '2026-12-03T11:00:00Z' },
};
