/** A word of a product's name in the three ways that the shop writes it. */
export interface Word {
  readonly ja: string;
  readonly en: string;
  /** Katakana. */
  readonly kana: string;
}

/** What the counter makes: a word with the price of its smallest unit. */
export interface Kind extends Word {
  /** Whole yen before tax, for one unit of the size scheme. */
  readonly unitYen: number;
  /** Grams of one unit. */
  readonly unitGrams: number;
  readonly sizes: SizeScheme;
}

/** A value of an option. */
export interface Choice {
  readonly ja: string;
  readonly en: string;
}

/** How one kind is sold in several sizes. */
export type SizeScheme = keyof typeof SIZES;

interface Size extends Choice {
  /** How many units it holds. */
  readonly units: number;
  /** Percent of the units' price: larger ones cost a little less each. */
  readonly percent?: number;
}

export interface SizeOption {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly sizes: readonly Size[];
}

/** A maker or counter. The English name is for descriptions. */
export interface Maker {
  readonly ja: string;
  readonly en: string;
}

/** Every flavour is made in every kind: one product each. */
export interface Range {
  readonly flavours: readonly Word[];
  readonly kinds: readonly Kind[];
  /** Between flavour and kind. */
  readonly joiner?: { readonly ja: string; readonly kana: string };
  /** The flavour stands behind the kind in English: `Salad with Yuzu`. */
  readonly enJoiner?: string;
}

/** One category at the bottom of the tree with everything on it. */
export interface Shelf {
  readonly slug: string;
  readonly ja: string;
  readonly en: string;
  /** Beginning of its article numbers, three letters. */
  readonly code: string;
  readonly taxClass: 'REDUCED' | 'STANDARD';
  readonly picture: Picture;
  readonly makers: readonly Maker[];
  readonly colours?: readonly Choice[];
  /** Sentences for descriptions, in Japanese and English. */
  readonly notes: readonly (readonly [ja: string, en: string])[];
  readonly ranges: readonly Range[];
}

/** A floor of the shop: the top of the tree. */
export interface Department {
  readonly slug: string;
  readonly ja: string;
  readonly en: string;
  readonly shelves: readonly Shelf[];
}

/** The shape that a product's picture shows. */
export type Picture =
  | 'mochi'
  | 'bar'
  | 'senbei'
  | 'cake'
  | 'biscuit'
  | 'chocolate'
  | 'bento'
  | 'sushi'
  | 'bowl'
  | 'skewer'
  | 'bread'
  | 'leaf'
  | 'bean'
  | 'bottle'
  | 'glass'
  | 'fruit'
  | 'vegetable'
  | 'meat'
  | 'fish'
  | 'jar'
  | 'noodles'
  | 'box'
  | 'plate'
  | 'cup'
  | 'shirt'
  | 'sock'
  | 'towel'
  | 'flower';

/** Reads `和|English|カナ` lines. */
export function words(text: string): Word[] {
  return rows(text).map(([ja, en, kana]) => ({ ja: ja!, en: en!, kana: kana! }));
}

/** Reads `和|English|カナ|yen|grams|sizes` lines. */
export function kinds(text: string): Kind[] {
  return rows(text).map(([ja, en, kana, yen, grams, sizes]) => {
    if (!sizes || !Object.hasOwn(SIZES, sizes)) throw new Error(`${ja} has no size scheme: ${sizes}`);
    return {
      ja: ja!,
      en: en!,
      kana: kana!,
      unitYen: Number(yen),
      unitGrams: Number(grams),
      sizes: sizes as SizeScheme,
    };
  });
}

/** Reads `和|English` lines. */
export function makers(text: string): Maker[] {
  return rows(text).map(([ja, en]) => ({ ja: ja!, en: en! }));
}

function rows(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split('|'));
}

/** The option that each scheme offers; one of a single size offers none. */
export const SIZES = {
  one: sizes('', '', [['', 1]]),
  pieces: sizes('入数', 'Pieces', [
    ['3個入|3 pieces', 3],
    ['6個入|6 pieces', 6, 98],
    ['10個入|10 pieces', 10, 96],
  ]),
  pieces5: sizes('入数', 'Pieces', [
    ['5個入|5 pieces', 5],
    ['10個入|10 pieces', 10, 97],
    ['15個入|15 pieces', 15, 95],
  ]),
  sheets: sizes('入数', 'Pieces', [
    ['8枚入|8 pieces', 8],
    ['16枚入|16 pieces', 16, 97],
    ['24枚入|24 pieces', 24, 95],
  ]),
  rods: sizes('本数', 'Number', [
    ['1本|1 piece', 1],
    ['2本入|2 pieces', 2, 99],
    ['3本入|3 pieces', 3, 97],
  ]),
  grams: sizes('内容量', 'Weight', [
    ['100g', 1],
    ['200g', 2, 98],
    ['300g', 3, 96],
  ]),
  meat: sizes('内容量', 'Weight', [
    ['200g', 2],
    ['400g', 4, 98],
    ['800g', 8, 95],
  ]),
  kilos: sizes('内容量', 'Weight', [
    ['1kg', 1],
    ['2kg', 2, 98],
    ['5kg', 5, 94],
  ]),
  tea: sizes('内容量', 'Weight', [
    ['50g', 1],
    ['100g', 2, 96],
    ['200g', 4, 92],
  ]),
  beans: sizes('挽き方', 'Grind', [
    ['豆のまま|Whole beans', 1],
    ['中挽き|Medium', 1],
    ['細挽き|Fine', 1],
  ]),
  bags: sizes('入数', 'Bags', [
    ['10包|10 bags', 10],
    ['20包|20 bags', 20, 95],
    ['50包|50 bags', 50, 88],
  ]),
  sake: sizes('容量', 'Volume', [
    ['300ml', 1],
    ['720ml', 2.2],
    ['1800ml', 4.6],
  ]),
  wine: sizes('容量', 'Volume', [
    ['375ml', 1],
    ['750ml', 1.8],
  ]),
  cans: sizes('本数', 'Bottles', [
    ['1本|1 bottle', 1],
    ['6本|6 bottles', 6, 98],
    ['24本|24 bottles', 24, 94],
  ]),
  whole: sizes('サイズ', 'Size', [
    ['4号 12cm|12 cm', 1],
    ['5号 15cm|15 cm', 1.4],
    ['6号 18cm|18 cm', 1.9],
  ]),
  loaf: sizes('サイズ', 'Size', [
    ['1斤|1 loaf', 1],
    ['1.5斤|1.5 loaves', 1.5, 98],
    ['2斤|2 loaves', 2, 96],
  ]),
  rice: sizes('ごはん', 'Rice', [
    ['普通盛|Regular', 1],
    ['大盛|Large', 1.1],
  ]),
  serves: sizes('人前', 'Serves', [
    ['1人前|For 1', 1],
    ['2人前|For 2', 2, 98],
    ['3人前|For 3', 3, 96],
  ]),
  jar: sizes('内容量', 'Size', [
    ['小瓶|Small jar', 1],
    ['大瓶|Large jar', 1.9],
  ]),
  boxes: sizes('箱', 'Box', [
    ['小箱|Small box', 1],
    ['中箱|Medium box', 1.5],
    ['大箱|Large box', 2.1],
  ]),
  crate: sizes('入数', 'Pieces', [
    ['2玉|2 pieces', 2],
    ['4玉|4 pieces', 4, 97],
    ['8玉箱|Box of 8', 8, 93],
  ]),
  plate: sizes('サイズ', 'Size', [
    ['12cm', 1],
    ['15cm', 1.4],
    ['21cm', 2.2],
  ]),
  pair: sizes('組', 'Set', [
    ['1客|Single', 1],
    ['2客組|Pair', 2, 96],
  ]),
  apparel: sizes('サイズ', 'Size', [
    ['S', 1],
    ['M', 1],
    ['L', 1],
    ['XL', 1],
  ]),
  kids: sizes('サイズ', 'Size', [
    ['100', 1],
    ['110', 1],
    ['120', 1],
  ]),
  foot: sizes('サイズ', 'Size', [
    ['22-24cm', 1],
    ['25-27cm', 1],
  ]),
  towel: sizes('サイズ', 'Size', [
    ['ハンド|Hand towel', 1],
    ['フェイス|Face towel', 2.2],
    ['バス|Bath towel', 5.5],
  ]),
} as const satisfies Record<string, SizeOption>;

/** Reads `和|English`, or what is the same in both. */
export function choices(...texts: readonly string[]): Choice[] {
  return texts.map((text) => {
    const [ja = '', en = ja] = text.split('|');
    return { ja, en };
  });
}

function sizes(
  nameJa: string,
  nameEn: string,
  list: readonly (readonly [value: string, units: number, percent?: number])[],
): SizeOption {
  const named = list.map(([value, units, percent]) => ({ ...choices(value)[0]!, units, percent }));
  return { nameJa, nameEn, sizes: named };
}
