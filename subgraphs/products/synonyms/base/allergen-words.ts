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
  const text = compatible(typed);
  const folded = inKatakana(text);
  const left = { text: '', without: [] as string[], said: [] as string[] };
  for (let at = 0; at < text.length; ) {
    const found = saidAt({ text, folded }, at, isKnown);
    if (found) {
      left.text += ' ';
      left.without.push(...found.codes);
      left.said.push(text.slice(at, found.end));
      // 小麦なしのパン
      at = /[ので]/.test(text[found.end] ?? '') ? found.end + 1 : found.end;
    } else {
      left.text += text[at];
      at += 1;
    }
  }
  takeOutWords(left);
  if (left.said.length === 0) return { text: typed, without: [], said: [] };
  return { ...left, without: [...new Set(left.without)] };
}

interface Found {
  readonly codes: readonly string[];
  /** Where in the text it ends. */
  readonly end: number;
}

/** What is said here of allergens: their names before or behind a word that leaves them out. */
function saidAt(
  { text, folded }: { readonly text: string; readonly folded: string },
  at: number,
  isKnown: (word: string) => boolean,
): Found | undefined {
  const before = isLatin(text[at - 1]) ? null : WITHOUT.exec(folded.slice(at));
  if (before) {
    const names = listAt(folded, at + before[0].length);
    return names && !isLatin(text[names.end]) ? names : undefined;
  }
  const names = listAt(folded, at);
  const behind = names && LEFT_OUT.exec(folded.slice(names.end));
  if (!behind || !beginsAt(text, at, isKnown)) return undefined;
  const { gap = '', mark = '' } = behind.groups!;
  // なし apart is a pear beside other fruits.
  if (gap !== '' && mark === 'ナシ' && names.codes.some((code) => FRUITS.has(code))) return undefined;
  const end = names.end + behind[0].length;
  return endsAt(text, end) ? { codes: names.codes, end } : undefined;
}

/** One name, or several that are joined: 卵・乳, 卵と乳, `egg and milk`. */
function listAt(folded: string, at: number): Found | undefined {
  const first = nameAt(folded, at);
  if (!first) return undefined;
  const between = JOINED.exec(folded.slice(first.end));
  const others = between && listAt(folded, first.end + between[0].length);
  return others ? { codes: [...first.codes, ...others.codes], end: others.end } : first;
}

/** The longest name that stands here. */
function nameAt(folded: string, at: number): Found | undefined {
  if (isLatin(folded[at]) && isLatin(folded[at - 1])) return undefined;
  for (let end = Math.min(folded.length, at + LONGEST_NAME); end > at; end -= 1) {
    const codes = CODES.get(folded.slice(at, end));
    const isWhole = !isLatin(folded[end - 1]) || !isLatin(folded[end]) || folded.startsWith('less', end);
    if (codes && isWhole) return { codes, end };
  }
  return undefined;
}

/** アレルギー対応 クッキー 卵: beside such a word each name that stands apart is meant. */
function takeOutWords(left: { text: string; readonly without: string[]; readonly said: string[] }): void {
  const words = left.text.split(/\s+/);
  const isAllergy = (word: string) => ALLERGY.test(inKatakana(word));
  const named = words.flatMap((word) => {
    const names = listAt(inKatakana(word), 0);
    return names?.end === word.length ? [{ word, codes: names.codes }] : [];
  });
  if (named.length === 0 || !words.some(isAllergy)) return;
  const taken = words.filter((word) => isAllergy(word) || named.some((each) => each.word === word));
  left.without.push(...named.flatMap(({ codes }) => codes));
  left.said.push(...taken);
  left.text = words.filter((word) => !taken.includes(word)).join(' ');
}

/** Whether what stands before is another word, and not the beginning of this one: 洋菓子卵不使用, not 温泉卵 or すいか. */
function beginsAt(text: string, at: number, isKnown: (word: string) => boolean): boolean {
  const script = scriptOf(text[at - 1]);
  if (script < 0) return true;
  let from = at - 1;
  while (scriptOf(text[from - 1]) === script) from -= 1;
  return at - from > 1 && isKnown(text.slice(from, at));
}

/** Whether the word is over: フリー is not フリーズドライ. */
function endsAt(text: string, end: number): boolean {
  const [last, next] = [scriptOf(text[end - 1]), scriptOf(text[end])];
  return last !== next || last <= 0 || /[のでな]/.test(text[end]!);
}

function isLatin(character: string | undefined): boolean {
  return scriptOf(character) === SCRIPTS.length - 1;
}

/** Its place in {@link SCRIPTS}; below nothing where there is no letter. */
function scriptOf(character: string | undefined): number {
  return character === undefined ? -1 : SCRIPTS.findIndex((letters) => letters.test(character));
}

const SCRIPTS = [/\p{Script=Han}/u, /[ぁ-ゖ]/, /[ァ-ヺー]/, /\p{Script=Latin}/u] as const;

/** Hiragana in katakana and letters in lower case, each at its place: what is found in one text is taken out of the other. */
function inKatakana(text: string): string {
  return text.replace(/[A-Zぁ-ゖ]/g, (one) =>
    one <= 'Z' ? one.toLowerCase() : String.fromCharCode(one.charCodeAt(0) + 0x60),
  );
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
const LONGEST_NAME = Math.max(...[...CODES.keys()].map(({ length }) => length));

const JOINED = /^\s{0,3}(?:[・、,/&+]|[トヤ]|and\s|or\s)\s{0,3}/;
const WITHOUT = /^(?:without|no|non|w\/o|free\s{1,3}(?:of|from))[\s-]{1,3}(?:any\s{1,3})?/;
const LEFT_OUT =
  /^(?:アレルギー(?:対応)?|[ヲガハモ]?(?<gap>\s{0,3})(?<mark>ナシ|無シ|ヌキ|抜キ|不使用|未使用|不含|除去|フリー|使ワナイ|使用シナイ|使(?:用シ|ッ)テイナイ|入ラナイ|入ッテイ?ナイ|含マ(?:レ|レテイ)?ナイ|less|-?free(?!\s{1,3}(?:shipping|delivery|range|gift))|-?allerg(?:y|ies|ic)))/;
const ALLERGY =
  /^(?:アレルギー|アレルゲン)(?:対応|フリー|配慮)?ノ?$|^allerg(?:y|en|ies)(?:-?(?:friendly|free))?$/;
