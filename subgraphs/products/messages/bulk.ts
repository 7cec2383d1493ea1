import { messageCatalogue } from '@depachika/messages/catalogue.ts';

/** What is said about lines of files. */
export const bulkMessages = messageCatalogue({
  ja: {
    allowed: {
      cells: (count: number) => `見出しと同じ${count}個のセル`,
      whole: '整数',
      number: '数値',
      yesNo: 'trueまたはfalse（はい、いいえ）',
      day: '2026-11-27のような日付',
      moment: '2026-11-27 10:00のような日時（日本時間）',
      list: '「|」で区切った値',
      words: (words: readonly string[]) => words.join('、'),
      emptyWithoutSale: 'セール価格がないときは空欄',
      sameAsFirst: (line: number) => `${line}行目と同じ内容、または空欄`,
      lineOnce: (line: number) => `1つのファイルで1回だけ（${line}行目にあります）`,
      linesTogether: '続けて並べた同じ商品の行',
      sameProduct: '同じ商品の品番',
      oneGroup: '1つのURL名の下にまとめた商品の行',
      knownSku: '登録済みの品番',
      category: '登録済みのカテゴリーのURL名',
      freeSlug: 'ほかで使われていないURL名',
      needed: '新しい商品に必要な値',
      noMoreOptions: '登録済みのオプション、または空欄',
      sameRename: '同じ値を持つすべての行で同じ新しい値',
      oneLeft: '販売できる種類が1つ以上残る指定',
      saleEnded: (endsAt: string) =>
        `空欄（${endsAt}までのセールを先に終了）、または実施中のセールと同じ内容`,
      notBelowItself: '自分の下位にないカテゴリーのURL名',
      emptyToRetire: ({ children, products }: { readonly children: number; readonly products: number }) =>
        `下位のカテゴリー（${children}個）と販売中または販売予定の商品（${products}点）がなくなるまで空欄`,
    },
  },
  en: {
    allowed: {
      cells: (count) => `${count} cells, as the heading has`,
      whole: 'a whole number',
      number: 'a number',
      yesNo: 'true or false',
      day: 'a day such as 2026-11-27',
      moment: 'a moment in Japan such as 2026-11-27 10:00',
      list: 'values with | between',
      words: (words) => words.join(', '),
      emptyWithoutSale: 'empty where there is no sale price',
      sameAsFirst: (line) => `the same as in line ${line}, or empty`,
      lineOnce: (line) => `once in a file (line ${line} has it)`,
      linesTogether: 'lines of one product one after the other',
      sameProduct: 'article numbers of one product',
      oneGroup: 'all lines of a product under one address',
      knownSku: 'an article number that there is',
      category: 'the address of a category that there is',
      freeSlug: 'an address that nothing else has or had',
      needed: 'what a new product needs',
      noMoreOptions: 'an option that the product has, or empty',
      sameRename: 'one new value in all lines that have the same one now',
      oneLeft: 'at least one variant that is not withdrawn',
      saleEnded: (endsAt) => `empty (a sale runs until ${endsAt} and is ended first), or that sale`,
      notBelowItself: 'a category that does not stand below this one',
      emptyToRetire: ({ children, products }) =>
        `empty as long as ${children} categories stand below it and ${products} products are on sale or will be`,
    },
  },
});
