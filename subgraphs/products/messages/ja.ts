export const ja = {
  slugTaken: ({ slug }: { readonly slug: string }) => `${slug}は別のカテゴリーに使われています。`,
  skuTaken: ({ sku }: { readonly sku: string }) => `品番${sku}は別の商品に使われています。`,
  uploadUnusable: {
    EXPIRED: 'アップロードの有効期限が切れています。もう一度お試しください。',
    USED: 'このアップロードはすでに画像として登録されています。',
    NOT_RECEIVED: '画像がまだ届いていないか、大きさが異なります。',
  },

  allowed: {
    picturesAtMost: (most: number) => `画像が${most}枚に満たない商品`,
    everyPictureOnce: 'この商品のすべての画像を1回ずつ',
    slug: '英小文字、数字、ハイフンの1から60文字',
    sku: '英大文字、数字、ハイフンの1から40文字',
    reading: ({ min, max }: { readonly min: number; readonly max: number }) =>
      `カタカナ、英字、数字、記号の${min}から${max}文字`,
    newStatus: 'DRAFTまたはACTIVE',
    statusAfter: ({ from, allowed }: { readonly from: string; readonly allowed: readonly string[] }) =>
      `${from}の後は${allowed.join('または')}`,
    variants: (most: number) => `1から${most}種類`,
    options: '3種類までの選択肢',
    optionValues: '1から50個の値',
    price: '1円から10,000,000円まで',
    weight: '0グラムから1,000,000グラムまで',
    pieces: (most: number) => `1から${most}点`,
    skuOnce: '品番ごとに1種類',
    combinationOnce: '選択肢の組み合わせごとに1種類',
    variantsAtMost: (most: number) => `1商品につき${most}種類まで`,
    valuesAtMost: (most: number) => `1選択肢につき${most}個まで`,
    newCombination: 'ほかの種類にない組み合わせ',
    oneForEachOption: (count: number) => `選択肢ごとに1つ、合わせて${count}個の値`,
    oneForEachValue: (count: number) => `値ごとに1つ、合わせて${count}個の英語`,
    oneOf: (values: readonly string[]) => `次のいずれか：${values.join('、')}`,
    parentAbove: (level: number) => `第${level}階層より上のカテゴリー`,
    parentWithRoom: (most: number) => `下位のカテゴリーが${most}個に満たないカテゴリー`,
  },
};

export type ProductMessages = typeof ja;
