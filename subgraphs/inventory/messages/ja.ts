export const ja = {
  goodsDecided: ({ restocked, writtenOff }: { readonly restocked: number; readonly writtenOff: number }) =>
    `${restocked}点を棚に戻し、${writtenOff}点を廃棄すると決定済みです。`,
  stockPromised: ({ reserved }: { readonly reserved: number }) =>
    `${reserved}点がご注文に引き当てられています。`,

  allowed: {
    lines: (most: number) => `1から${most}行`,
    variantOnce: '商品ごとに1行',
    returnedVariant: '戻ってきた商品',
    togetherWithWriteOff: (quantity: number) => `writeOffと合わせて${quantity}点`,
    unusedKey: 'ほかの入荷に使われていないキー',
    onHandAtMost: (most: number) => `入荷後の在庫が${most}点以内`,
  },
};

export type InventoryMessages = typeof ja;
