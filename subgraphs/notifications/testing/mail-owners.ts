/** As a customer may be called who is up to something. */
const NAME = '<img src=x onerror=alert(1)>';

/** Users and orders as they answer who asks for what a mail tells. The link of mail `mal_old` is no longer needed. */
export function ownersOf(customerId: string) {
  return {
    users: {
      getContact: async () => ({ contact: { email: 'hana@example.jp', name: NAME, language: 'en' } }),
      prepareAccountMail: async ({ mailId }: { mailId?: string }) =>
        mailId === 'mal_old'
          ? {}
          : {
              mail: {
                email: 'hana@example.jp',
                name: NAME,
                language: 'ja',
                kind: 'VERIFY_EMAIL',
                token: 'a/b+c',
              },
            },
    },
    orders: {
      getOrderSummary: async () => ({
        order: {
          number: 'DP-2611-000001',
          customerId,
          status: 'AWAITING_PAYMENT',
          lines: [
            { nameJa: 'どら焼き', nameEn: 'Dorayaki', quantity: 2, unitPriceYen: 810, taxRatePercent: 8 },
          ],
          deliveryFeeYen: 330,
          totalYen: 1950,
          taxes: [
            { taxRatePercent: 8, grossYen: 1620, taxYen: 120 },
            { taxRatePercent: 10, grossYen: 330, taxYen: 30 },
          ],
          address: {
            ...{ recipientName: NAME, postalCode: '1050014', prefecture: '東京都', municipality: '港区' },
            ...{ street: '芝2-16-5', building: '' },
          },
          pointsUsed: 0,
          amountDueYen: 1950,
          paymentMethod: 'KONBINI',
          slotStartsAt: { seconds: 1795741200n, nanos: 0 },
          slotEndsAt: { seconds: 1795748400n, nanos: 0 },
        },
      }),
    },
  };
}
