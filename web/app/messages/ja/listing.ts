import { figure } from '../../parts/figure.ts';

/** What lists of products say, in Japanese. */
export const listingJa = {
  products: '商品',
  count: (products: number) => `${figure(products)}点`,
  shelfOf: (name: string) => `${name}の売場です。ご注文の日時にお届けします。`,
  sort: '並び順',
  /** The order in which somebody put a collection together. */
  ownOrder: 'おすすめ順',
  sortBy: {
    RELEVANCE: 'おすすめ順',
    POPULARITY: '人気順',
    NEWEST: '新着順',
    PRICE_ASC: '価格の安い順',
    PRICE_DESC: '価格の高い順',
    NAME: '五十音順',
  },
  narrow: '絞り込む',
  narrowing: '絞り込み',
  category: '売場',
  stock: '在庫',
  inStock: '在庫あり',
  delivered: 'お届け先と日',
  postalCode: '郵便番号',
  day: 'お届け日',
  deliveredTo: (code: string, day: string) => `〒${code}に${day}着`,
  placeUnknown: 'この郵便番号へは、現在お届けしておりません。7桁の番号をお確かめください。',
  choiceGone: '選ばれていた条件のうち、今はないものをはずしました。',
  price: '価格（税込・円）',
  lowest: '下限',
  highest: '上限',
  without: '含まないもの',
  withoutOf: (name: string) => `${name}を含まない`,
  /** @param lowest empty where there is none; so is `highest` */
  between: (lowest: string, highest: string) =>
    lowest ? (highest ? `${lowest}〜${highest}` : `${lowest}以上`) : `${highest}以下`,
  moreOf: (count: number) => `ほか${count}件`,
  chosen: '選んでいる条件',
  takeAway: (name: string) => `「${name}」をはずす`,
  clear: 'すべてはずす',
  nothingLeft: 'この条件に合う商品はありません。',
  helps: '次の条件をはずすと、見つかります。',
  pages: 'ページ',
  previous: '前のページ',
  resultsFor: (query: string) => `「${query}」の検索結果`,
  emptySearch: '探したい商品の名前、素材、作り手などを入れてください。',
  noResults: (query: string) => `「${query}」に合う商品は見つかりませんでした。`,
  noResultsHelp: '言葉を短くするか、かな・漢字を変えてお試しください。売場からもお探しいただけます。',
  didYouMean: 'もしかして',
  corrected: (from: string, to: string) => `「${from}」を「${to}」と読んで探しました。`,
  ignored: (words: readonly string[]) =>
    `${words.map((word) => `「${word}」`).join('')}は、なくてもよい言葉として探しました。`,
  withoutAllergens: (names: readonly string[]) =>
    `アレルギー物質の${names.map((name) => `「${name}」`).join('')}を含まないと表示された商品だけを探しました。ほかの物質や製造時の混入は、商品の表示でお確かめください。`,
  popular: 'よく選ばれている商品',
};

export type ListingMessages = typeof listingJa;
