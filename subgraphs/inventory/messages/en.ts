import type { InventoryMessages } from './ja.ts';

export const en = {
  goodsDecided: ({ restocked, writtenOff }) =>
    `${restocked} went back on the shelf and ${writtenOff} were written off before`,
  stockPromised: ({ reserved }) => `${reserved} pieces are promised to orders`,

  allowed: {
    lines: (most) => `1 to ${most} lines`,
    variantOnce: 'each variant once',
    returnedVariant: 'a variant that came back',
    togetherWithWriteOff: (quantity) => `${quantity} pieces together with writeOff`,
    unusedKey: 'a key that no other delivery was booked under',
    onHandAtMost: (most) => `at most ${most} pieces on hand in the end`,
  },
} satisfies InventoryMessages;
