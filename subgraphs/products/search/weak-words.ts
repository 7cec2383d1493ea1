import { exactText } from './search-text.ts';

/** Words that say nothing of what is looked for. */
export function isNoise(word: string): boolean {
  return NOISE.has(word) || (PRICES.test(word) && !PRICE.test(word));
}

/** 3000円, 3千円, 1万5千円: as in the name of a voucher. What has it in its name comes to the front; of most things it is chosen beside a search. */
export function isPrice(word: string): boolean {
  return PRICE.test(word);
}

/** All ways to write a price: 1万円 is 10000円. */
export function samePrices(price: string): string[] {
  const { tenThousands = '', thousands = '', ones = '' } = PRICE.exec(price)?.groups ?? {};
  const yen = Number(tenThousands) * 10_000 + Number(thousands) * 1_000 + Number(ones);
  if (yen === 0 || yen % 1_000 !== 0) return [`${yen}円`];
  const [ofTen, ofOne] = [Math.floor(yen / 10_000), (yen % 10_000) / 1_000];
  return [`${yen}円`, `${ofTen > 0 ? `${ofTen}万` : ''}${ofOne > 0 ? `${ofOne}千` : ''}円`];
}

const PRICE = /^(?=\d)(?:(?<tenThousands>\d{1,4})万)?(?:(?<thousands>\d{1,2})千)?(?<ones>\d{1,8})?円$/;
/** 3000円以下, 3000円〜5000円, 予算1万円: prices that stand in no name. */
const PRICES =
  /^(?:予算)?(?:(?=\d)(?:\d{1,4}万)?(?:\d{1,2}千)?(?:\d{1,8})?円){1,2}(?:以[上下内]|未満|程度|前後|台|代|位|カラ|マデ|ホド|クライ|グライ)?[ノデ]?$/;

/** 10キロ, 500g, 1リットル: what has it as a choice comes to the front, and other sizes are shown behind. */
export function isAmount(word: string): boolean {
  return AMOUNT.test(word);
}

/** All ways to write an amount: 10キロ is 10kg. */
export function sameAmounts(amount: string): string[] {
  const { number = '', unit = '' } = AMOUNT.exec(amount)?.groups ?? {};
  const ways = UNITS.find((units) => units.includes(unit)) ?? [];
  return ways.map((way) => `${number}${way}`);
}

/** What goods are weighed and measured in, folded. */
const UNITS: readonly (readonly string[])[] = [
  ['kg', 'キロ', 'キログラム'],
  ['g', 'グラム'],
  ['l', 'リットル'],
  ['ml', 'ミリリットル', 'cc'],
];
const AMOUNT = /^(?<number>\d{1,6})(?<unit>kg|キログラム|キロ|g|グラム|ml|l|リットル|ミリリットル|cc)入?$/;

/** What something is for. It brings what has it to the front, and hides nothing: most cakes do not say that they are for birthdays. */
export function isOccasion(word: string): boolean {
  return OCCASIONS.has(word);
}

const NOISE =
  wordSet(`の と や も が は を に で な へ から まで より ほど くらい ぐらい 以上 以下 以内 未満 程度 前後 予算 用 など 系 向け むけ 品 商品 屋 店
おいしい 美味しい 旨い うまい 人気 おすすめ お勧め オススメ お薦め 有名 話題 定番 ランキング 通販 お取り寄せ 取り寄せ お取寄せ 送料無料 激安 安い
a an and at best buy by cheap delicious delivery fine for from good in nice of on online or popular recommended shop some
tasty the to top with`);

const OCCASIONS = new Set([
  ...wordSet(`ギフト プレゼント 贈り物 贈答 贈答用 進物 お土産 おみやげ 手土産 お礼 お返し ギフトセット 誕生日 バースデー 記念日 お祝い用 結婚祝い
結婚記念日 出産祝い 入学祝い 卒業祝い 就職祝い 新築祝い 開店祝い 快気祝い 還暦 還暦祝い 長寿祝い 母の日 父の日 敬老の日 バレンタイン バレンタインデー ホワイトデー
クリスマス ハロウィン ひな祭り こどもの日 七五三 お正月 正月 お彼岸 お盆 お花見 花見 運動会 パーティー 女子会 おもてなし ご挨拶 引っ越し 差し入れ お見舞い
お供え 高級 高級感 プレミアム 贅沢 特選 限定 期間限定 季節限定 個包装 日持ち 小分け セット 詰め合わせ 詰合せ
gift gifts present presents birthday anniversary wedding christmas valentine valentines halloween party luxury premium
souvenir mothers fathers easter newyear set assorted assortment`),
  ...['mothers day', 'fathers day', 'new year'].map(exactText),
]);

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/).map(exactText));
}
