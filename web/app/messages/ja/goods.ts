/** What loaders write onto pages of goods in Japanese: a browser gets the lines, and none of these words. */
export const goodsJa = {
  /** The front page. */
  front: {
    tagline: '百貨店の地下食品売場を、今日の食卓へ。',
    title: '午前のご注文は、今日の夕方までに。',
    body: '職人の和菓子から夕食の一皿まで。お届け先の近くの売場から、温度を保ってお届けします。',
    features: '特集',
    newest: '新着',
  },
  description: '商品について',
  facts: '商品の詳細',
  allergens: 'アレルギー物質',
  mandatory: '特定原材料（表示が義務のもの）',
  recommended: '特定原材料に準ずるもの（表示が推奨のもの）',
  listed: (names: readonly string[]) => names.join('・'),
  noneOf: '含まれていません',
  notStated:
    'アレルギー物質の情報は、まだ登録されていません。含まれていないという意味ではありません。ご注文の前にお問い合わせください。',
  storage: '保存方法',
  storages: { AMBIENT: '常温', CHILLED: '冷蔵（10℃以下）', FROZEN: '冷凍（−15℃以下）' },
  keeps: '日持ち',
  keepsDays: (days: number) => (days === 0 ? 'お届けの当日中' : `お届けの日から${days}日`),
  leadTime: 'ご用意',
  leadDays: (days: number) => `ご注文から${days}日かかります`,
  adultsOnly:
    'お酒は20歳になってから。20歳未満の方の飲酒は法律で禁じられています。20歳未満の方への販売はいたしません。',
  saleUntil: (moment: string) => `この価格は${moment}まで`,
  choose: 'お選びください',
  addToCart: 'カートに入れる',
  related: 'ご一緒にいかがですか',
  showPicture: '画像で選ぶ',
  until: (day: string) => `${day}まで`,
  startedOn: (day: string) => `${day}から`,
  collectionGoneTitle: 'この特集は終わったか、まだ始まっていません',
  collectionGoneBody: 'ただいまご覧いただける特集はこちらです。',
  noCollections: 'ただいまご覧いただける特集はありません。売場からお探しください。',
  emptyCollection: 'この特集には、いまお求めいただける商品がありません。',
  nothing: 'いまお求めいただける商品がありません。',
  brandPage: (name: string) => `${name}の商品一覧です。ご注文の日時にお届けします。`,
  collectionPage: (name: string) => `${name}の特集です。ご注文の日時にお届けします。`,
};

/** Of every language. */
export type GoodsMessages = typeof goodsJa;
