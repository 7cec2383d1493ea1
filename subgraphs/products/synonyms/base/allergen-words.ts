import { compatible } from '@depachika/text/unicode.ts';

/** A query apart from what it says of allergens. */
export interface ReadAllergens {
  /** What is left to look for. */
  readonly text: string;
  /** Codes of `ALLERGENS` that nothing may hold, each once. */
  readonly without: readonly string[];
  /** What was read so, as it was typed. */
  readonly said: readonly string[];
}

/**
 * Takes out of a query what must not be in a product: 小麦なし, 卵・乳不使用, `egg-free`, `without nuts`, アレルギー対応 卵. What is no
 * allergen stays: 砂糖不使用, `sugar free`. @param isKnown whether something is a word, so that it ends where the name begins
 */
export function readAllergens(typed: string, isKnown: (word: string) => boolean): ReadAllergens {
  if (!MARKS.test(inKatakana(compatible(typed)))) return { text: typed, without: [], said: [] };
  const read = { text: compatible(typed), without: [] as string[], said: [] as string[] };
  for (const pattern of [BEFORE_FREE, BEHIND_WITHOUT]) takeOut(read, pattern, isKnown);
  takeOutWords(read);
  return { ...read, without: [...new Set(read.without)] };
}

interface Reading {
  text: string;
  readonly without: string[];
  readonly said: string[];
}

/** Hiragana and katakana have the same places: what is found in one is taken out of the other. */
function takeOut(read: Reading, pattern: RegExp, isKnown: (word: string) => boolean): void {
  const { text } = read;
  let left = '';
  let end = 0;
  for (const match of inKatakana(text).matchAll(pattern)) {
    const { names = '', gap = '', mark = '' } = match.groups!;
    const [from, to] = [match.index, match.index + match[0].length];
    const codes = codesIn(names);
    // なし apart is a pear beside other fruits.
    const isPear = gap !== '' && mark === 'ナシ' && codes.some((code) => FRUITS.has(code));
    if (isPear || !beginsHere(text.slice(0, from), isKnown) || !endsHere(text, to)) continue;
    left += `${text.slice(end, from)} `;
    end = /[のでな]/.test(text[to] ?? '') ? to + 1 : to;
    read.without.push(...codes);
    read.said.push(text.slice(from, to));
  }
  read.text = left + text.slice(end);
}

/** アレルギー対応 クッキー 卵: beside such a word each name that stands apart is meant. */
function takeOutWords(read: Reading): void {
  const words = read.text.split(/\s+/);
  const isAllergy = (word: string) => ALLERGY.test(inKatakana(word));
  const named = words.filter((word) => NAMES_ALONE.test(inKatakana(word)));
  if (named.length === 0 || !words.some(isAllergy)) return;
  read.without.push(...named.flatMap((word) => codesIn(inKatakana(word))));
  read.said.push(...words.filter((word) => isAllergy(word) || named.includes(word)));
  read.text = words.filter((word) => !isAllergy(word) && !named.includes(word)).join(' ');
}

/** Whether what stands before is another word, and not the beginning of this one: 洋菓子卵不使用, not 温泉卵 or すいか. */
function beginsHere(before: string, isKnown: (word: string) => boolean): boolean {
  const [run = ''] = /(?:\p{Script=Han}+|[ァ-ヺー]+|[ぁ-ゖー]+|\p{Script=Latin}+)$/u.exec(before) ?? [];
  return run === '' || (run.length > 1 && isKnown(run));
}

/** Whether the word is over: フリー is not フリーズドライ. */
function endsHere(text: string, end: number): boolean {
  const around = text.slice(end - 1, end + 1);
  return !/^(?:[ァ-ヺー]{2}|[ぁ-ゖ][ぁ-ゖ](?<![のでな])|\p{Script=Latin}{2})$/u.test(around);
}

function codesIn(names: string): string[] {
  return [...names.matchAll(NAMES)].flatMap(([name]) => CODES.get(name.toLowerCase())!);
}

function inKatakana(text: string): string {
  return text.replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
}

/** By their codes, in katakana and in singular; _ is a space. さけ is left out: it is a drink as well. */
const WORDS: Readonly<Record<string, string>> = {
  egg: '卵 タマゴ 玉子 鶏卵 全卵 卵白 卵黄 エッグ egg',
  milk: '乳 牛乳 生乳 乳製品 乳成分 ミルク milk dairy',
  wheat: '小麦 小麦粉 コムギ グルテン wheat gluten',
  buckwheat: 'ソバ 蕎麦 ソバ粉 buckwheat',
  peanut: '落花生 ピーナッツ ピーナツ peanut',
  shrimp: 'エビ 海老 蝦 shrimp prawn',
  crab: 'カニ 蟹 crab',
  walnut: 'クルミ 胡桃 walnut',
  cashew: 'カシューナッツ カシュー cashew_nut cashew',
  almond: 'アーモンド almond',
  abalone: 'アワビ 鮑 abalone',
  squid: 'イカ 烏賊 squid',
  'salmon-roe': 'イクラ salmon_roe ikura',
  orange: 'オレンジ orange',
  kiwi: 'キウイ キウイフルーツ kiwi_fruit kiwi',
  beef: '牛肉 ビーフ beef',
  sesame: 'ゴマ 胡麻 sesame',
  salmon: '鮭 サケ サーモン salmon',
  mackerel: 'サバ 鯖 mackerel',
  soy: '大豆 ダイズ 豆乳 soy soya soybean',
  chicken: '鶏肉 トリ肉 チキン chicken',
  banana: 'バナナ banana',
  pistachio: 'ピスタチオ pistachio',
  pork: '豚肉 ポーク pork',
  macadamia: 'マカダミアナッツ マカダミア macadamia_nut macadamia',
  peach: 'モモ 桃 peach',
  yam: 'ヤマイモ 山芋 yam',
  apple: 'リンゴ 林檎 apple',
  gelatin: 'ゼラチン gelatin',
};
/** What is called by one name. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'ナッツ ナッツ類 tree_nut nut': ['peanut', 'walnut', 'cashew', 'almond', 'pistachio', 'macadamia'],
  '甲殻類 shellfish crustacean': ['shrimp', 'crab'],
};
const FRUITS: ReadonlySet<string> = new Set(['orange', 'kiwi', 'banana', 'peach', 'apple']);

const CODES: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ...Object.entries(WORDS).map(([code, words]) => [words, [code]] as const),
    ...Object.entries(GROUPS),
  ].flatMap(([words, codes]) =>
    words
      .split(' ')
      .map((word) => word.replace('_', ' '))
      .flatMap((word) => (/^[a-z]/.test(word) ? [word, `${word}s`, `${word}es`] : [word]))
      .map((word) => [word, codes] as const),
  ),
);
const NAME = [...CODES.keys()].toSorted((one, other) => other.length - one.length).join('|');
const NAMES = new RegExp(NAME, 'giu');
/** 卵・乳, 卵と乳, `egg and milk`. */
const LIST = `(?:${NAME})(?:\\s*(?:[・、,/&+]|[トヤ]|\\b(?:and|or)\\b)\\s*(?:${NAME}))*`;
const MARK = [
  'ナシ|無シ|ヌキ|抜キ|不使用|未使用|不含|除去|フリー|使ワナイ|使用シナイ|使(?:用シ|ッ)テイナイ|入ラナイ|入ッテイ?ナイ',
  '含マ(?:レ|レテイ)?ナイ|less|[\\s-]*free(?!\\s+(?:shipping|delivery|range|gift))|[\\s-]*allerg(?:y|ies|ic)',
].join('|');
const BEFORE_FREE = new RegExp(
  `(?<names>${LIST})(?:アレルギー(?:対応)?|(?<particle>[ヲガハモ])?(?<gap>\\s*)(?<mark>${MARK}))`,
  'giu',
);
const BEHIND_WITHOUT = new RegExp(
  `\\b(?:without|no|non|w/o|free\\s+(?:of|from))[\\s-]+(?:any\\s+)?(?<names>${LIST})(?!\\p{Letter})`,
  'giu',
);
const NAMES_ALONE = new RegExp(`^${LIST}$`, 'iu');
const ALLERGY =
  /^(?:アレルギー|アレルゲン)(?:対応|フリー|配慮)?ノ?$|^allerg(?:y|en|ies)(?:-?(?:friendly|free))?$/iu;
/** Whether there is anything to read at all. */
const MARKS = new RegExp(`${MARK}|アレル[ギゲ]|allerg|without|\\bno|w/o`, 'iu');
