import { jstDate } from '@depachika/clock/jst.ts';

export const ja = {
  slugTaken: ({ slug }: { readonly slug: string }) =>
    `${slug}はすでに使われているか、以前に使われていました。`,
  skuTaken: ({ sku }: { readonly sku: string }) => `品番${sku}は別の商品に使われています。`,
  uploadUnusable: {
    EXPIRED: 'アップロードの有効期限が切れています。もう一度お試しください。',
    USED: 'このアップロードはすでに画像として登録されています。',
    NOT_RECEIVED: '画像がまだ届いていないか、大きさが異なります。',
  },
  brandTaken: ({ nameJa }: { readonly nameJa: string }) => `${nameJa}というブランドはすでにあります。`,
  codeTaken: ({ code }: { readonly code: string }) => `${code}はすでに使われています。`,
  saleRunning: ({ endsAt }: { readonly endsAt: Date }) => `この種類は${jstDate(endsAt)}までセール中です。`,
  saleNotThere: 'この種類にセールはありません。',
  categoryCycle: 'カテゴリーを自分の下位に移すことはできません。',
  categoryInUse: ({ children, products }: { readonly children: number; readonly products: number }) =>
    `このカテゴリーには下位のカテゴリーが${children}個、販売中または販売予定の商品が${products}点あります。`,
  lastVariant: '販売できる種類がなくなります。商品の販売を止めてください。',

  allowed: {
    searchWords: ({ least, most }: { readonly least: number; readonly most: number }) =>
      `${least}個から${most}個の、検索できる50文字までの言葉`,
    synonymsAtMost: (most: number) => `${most}組までの同義語`,
    knownPostalCode: '実在する7桁の郵便番号',
    dayFrom: (day: string) => `${day}以降の日`,
    dayBetween: ({ from, last }: { readonly from: string; readonly last: string }) =>
      `${from}から${last}までの日`,
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
    afterStart: '開始より後の日時',
    productsOnce: (most: number) => `重複のない${most}点までの商品`,
    someCondition: '1つ以上の条件',
    code: '英小文字で始まる、英小文字、数字、ハイフンの1から40文字',
    labelCode: '英大文字で始まる、英大文字、数字、アンダースコアの1から40文字',
    noChoices: '選択肢なし',
    choices: (most: number) => `コードの異なる、日英の名前を持つ1から${most}個の選択肢`,
    keptChoices: '今ある選択肢をすべて含むもの',
    attributeCode: '定義されている属性のコード',
    attributeValue: {
      TEXT: '1から500文字の日本語と500文字までの英語',
      NUMBER: '−1,000,000,000から1,000,000,000までの数',
      BOOLEAN: 'trueまたはfalse',
      CHOICE: '1つ以上の選択肢のコード',
      DATE: '2026-11-22のような日付',
    },
    oneOf: (values: readonly string[]) => `次のいずれか：${values.join('、')}`,
    parentAbove: (level: number) => `第${level}階層より上のカテゴリー`,
    notYetOnSale: '販売していない商品だけに指定できます',
    momentToCome: '現在より後の日時',
    endOfSelling: '販売開始より後、かつ現在より後の日時',
    salePrice: (regularPriceYen: number) => `1円以上、${regularPriceYen}円より安い価格`,
    aboveSale: (salePriceYen: number) => `セール価格の${salePriceYen}円より高い価格`,
    endOfSale: (days: number) => `セール開始より後、${days}日以内の日時`,
    everyOption: (count: number) => `今ある${count}種類の選択肢をそれぞれ1回`,
    valuesOfVariants: (values: readonly string[]) =>
      `今ある値をそれぞれ1回、使われている値はすべて：${values.join('、')}`,
    place: '0以上の順番',
    categoryInUse: '使われているカテゴリー',
    categoryToRestore: '廃止した、上位が廃止されていないカテゴリー',
    categoryToSell: '廃止されていないカテゴリー',
    related: (most: number) => `${most}点まで`,
    relatedPage: (most: number) => `1から${most}`,
    otherProducts: 'ほかの商品',
    variantOnSale: '販売を止めていない種類',
    variantWithdrawn: '販売を止めた種類',
    parentWithRoom: (most: number) => `下位のカテゴリーが${most}個に満たないカテゴリー`,
    facetsAtMost: (most: number) => `合わせて${most}種類までの絞り込み`,
    facetValues: ({ most, characters }: { readonly most: number; readonly characters: number }) =>
      `${characters}文字以内の値を${most}個まで`,
  },
};

export type ProductMessages = typeof ja;
