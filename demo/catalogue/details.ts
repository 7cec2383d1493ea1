import type { AttributeValues } from '@depachika/products/attributes/attribute.ts';
import type { NewDefinition } from '@depachika/products/attributes/attribute-input.ts';
import { NO_DETAILS, type ProductDetails } from '@depachika/products/details/product-details.ts';
import { type DemoProduct, demoCatalogue } from './catalogue.ts';

/** What the demo shop says of its products beside what every food hall does. */
export const DEMO_ATTRIBUTES: readonly NewDefinition[] = [
  {
    ...{ code: 'alcohol-percent', nameJa: 'アルコール度数', nameEn: 'Alcohol by volume', kind: 'NUMBER' },
    ...{ unitJa: '度', unitEn: '%', choices: [], filterable: false, retired: false },
  },
  {
    ...{ code: 'material', nameJa: '素材', nameEn: 'Material', kind: 'CHOICE', unitJa: '', unitEn: '' },
    choices: [
      { code: 'linen', nameJa: '麻', nameEn: 'Linen' },
      { code: 'cotton', nameJa: '綿', nameEn: 'Cotton' },
      { code: 'silk', nameJa: '絹', nameEn: 'Silk' },
      { code: 'wool', nameJa: 'ウール', nameEn: 'Wool' },
      { code: 'cashmere', nameJa: 'カシミヤ', nameEn: 'Cashmere' },
      { code: 'porcelain', nameJa: '磁器', nameEn: 'Porcelain' },
      { code: 'paper', nameJa: '和紙', nameEn: 'Japanese paper' },
    ],
    filterable: true,
    retired: false,
  },
  {
    ...{ code: 'single-wrapped', nameJa: '個包装', nameEn: 'Wrapped one by one', kind: 'BOOLEAN' },
    ...{ unitJa: '', unitEn: '', choices: [], filterable: true, retired: false },
  },
];

/** What the law and delivery need to know of every product of the demo shop, as far as its name and shelf tell. */
export function demoDetails(): (ProductDetails & { readonly productId: string })[] {
  return demoCatalogue().products.map((product, index) => ({
    productId: product.id,
    ...shelfDetails(product),
    allergens: allergensOf(product),
    ageRestricted: DRINKS_FOR_ADULTS.has(product.categorySlug),
    attributes: attributesOf(product),
    labels: labelsOf(index),
  }));
}

type Shelf = Partial<Pick<ProductDetails, 'temperature' | 'shelfLifeDays' | 'leadTimeDays'>> & {
  /** In everything on it. */
  readonly allergens?: readonly string[];
};

const CHILLED = { temperature: 'CHILLED' } as const;
const FROZEN = { temperature: 'FROZEN' } as const;

/** Food by its shelf; what is not food has no allergens to state. */
const FOOD: Readonly<Record<string, Shelf>> = {
  'mochi-manju': { shelfLifeDays: 2 },
  yokan: { shelfLifeDays: 180 },
  senbei: { shelfLifeDays: 90, allergens: ['soy', 'wheat'] },
  cakes: { ...CHILLED, shelfLifeDays: 1, leadTimeDays: 1, allergens: ['egg', 'milk', 'wheat'] },
  'baked-sweets': { shelfLifeDays: 45, allergens: ['egg', 'milk', 'wheat'] },
  chocolate: { ...CHILLED, shelfLifeDays: 30, allergens: ['milk', 'soy'] },
  bento: { shelfLifeDays: 1, allergens: ['egg', 'soy', 'wheat'] },
  sushi: { ...CHILLED, shelfLifeDays: 1, allergens: ['soy', 'wheat'] },
  'deli-japanese': { ...CHILLED, shelfLifeDays: 2, allergens: ['soy', 'wheat', 'mackerel'] },
  'deli-western': { ...CHILLED, shelfLifeDays: 2, allergens: ['egg', 'milk', 'wheat'] },
  'deli-chinese': { ...FROZEN, shelfLifeDays: 60, allergens: ['soy', 'wheat'] },
  bread: { shelfLifeDays: 3, allergens: ['milk', 'wheat'] },
  pastries: { shelfLifeDays: 2, allergens: ['egg', 'milk', 'wheat'] },
  'japanese-tea': { shelfLifeDays: 270 },
  'coffee-black-tea': { shelfLifeDays: 180 },
  sake: { shelfLifeDays: 365 },
  'shochu-liqueur': { shelfLifeDays: 1_095 },
  'wine-beer': { shelfLifeDays: 365 },
  fruit: { shelfLifeDays: 5 },
  vegetables: { shelfLifeDays: 5 },
  meat: { ...CHILLED, shelfLifeDays: 4 },
  fish: { ...CHILLED, shelfLifeDays: 3 },
  seasonings: { shelfLifeDays: 365, allergens: ['soy', 'wheat'] },
  pickles: { ...CHILLED, shelfLifeDays: 14, allergens: ['soy', 'wheat'] },
  'rice-noodles': { shelfLifeDays: 365 },
  'food-gifts': { shelfLifeDays: 60, leadTimeDays: 1 },
};

const DRINKS_FOR_ADULTS = new Set(['sake', 'shochu-liqueur', 'wine-beer']);
const MADE_TO_ORDER: Readonly<Record<string, number>> = { 'stationery-flowers': 1, mens: 3 };

function shelfDetails({ categorySlug }: DemoProduct): ProductDetails {
  const { allergens: _, ...shelf } = FOOD[categorySlug] ?? {};
  return { ...NO_DETAILS, leadTimeDays: MADE_TO_ORDER[categorySlug] ?? 0, ...shelf };
}

/** What a name tells of what is in it. Each line: what the name holds, and the codes. */
const BY_NAME: readonly (readonly [RegExp, readonly string[]])[] = [
  [/海老|えび/, ['shrimp']],
  [/かに/, ['crab']],
  [/特上|五目/, ['shrimp', 'squid']],
  [/いくら|特上/, ['salmon-roe']],
  [/サーモン|銀鮭/, ['salmon']],
  [/さば|鯖/, ['mackerel']],
  [/ちらし|巻き寿司|手まり|特上/, ['egg']],
  [/くるみ/, ['walnut']],
  [/アーモンド|フィナンシェ/, ['almond']],
  [/柿の種/, ['peanut']],
  [/ごま|胡麻/, ['sesame']],
  [/白和え|味噌|醤油|黒豆|つぶあん|焼き鳥 たれ/, ['soy']],
  [/国産牛|牛ハンバーグ|[阪沢騨江戸]牛/, ['beef']],
  [/若鶏|チキン|コーチン|焼き鳥/, ['chicken']],
  [/豚|ソーセージ|焼売|餃子|肉まん|春巻/, ['pork']],
  [/りんご|林檎/, ['apple']],
  [/白桃/, ['peach']],
  [/オレンジ/, ['orange']],
  [/ムース/, ['gelatin']],
  [/チーズ|ミルク|バター|カスタード/, ['milk']],
  [/饅頭|きんつば|どら焼き|うどん|そうめん|焼き鳥 たれ|ソーセージ/, ['wheat']],
  [/どら焼き|天ぷら/, ['egg', 'wheat']],
  [/そば$/, ['buckwheat', 'wheat']],
  [/小麦/, ['wheat']],
  [/和菓子詰合せ/, ['wheat', 'egg', 'soy']],
  [/焼き菓子詰合せ/, ['wheat', 'egg', 'milk', 'almond']],
  [/だし・調味料|佃煮詰合せ/, ['wheat', 'soy', 'mackerel']],
  [/果物籠/, ['apple', 'orange', 'kiwi']],
];

function allergensOf({ nameJa, categorySlug }: DemoProduct): string[] | null {
  const shelf = FOOD[categorySlug];
  if (!shelf) return null;
  if (nameJa.endsWith('焼き鳥 塩')) return ['chicken'];
  const named = BY_NAME.flatMap(([name, codes]) => (name.test(nameJa) ? codes : []));
  return [...new Set([...(shelf.allergens ?? []), ...named])];
}

/** Places that stand in names, with the code of their prefecture. */
const ORIGINS: readonly (readonly [name: RegExp, code: string])[] = [
  [/^(宇治|京都)/, 'kyoto'],
  [/^(八女)/, 'fukuoka'],
  [/^(静岡|手延べ)/, 'shizuoka'],
  [/^(知覧|鹿児島)/, 'kagoshima'],
  [/^(嬉野)/, 'saga'],
  [/^(狭山)/, 'saitama'],
  [/^(青森)/, 'aomori'],
  [/^(長野|信州)/, 'nagano'],
  [/^(山形|米沢|庄内)/, 'yamagata'],
  [/^(福島)/, 'fukushima'],
  [/^(愛媛)/, 'ehime'],
  [/^(熊本)/, 'kumamoto'],
  [/^(長崎)/, 'nagasaki'],
  [/^(鎌倉|三浦)/, 'kanagawa'],
  [/^(北海道|十勝)/, 'hokkaido'],
  [/^(松阪)/, 'mie'],
  [/^(飛騨)/, 'gifu'],
  [/^(近江)/, 'shiga'],
  [/^(神戸)/, 'hyogo'],
  [/^(名古屋)/, 'aichi'],
  [/^(魚沼)/, 'niigata'],
  [/^(甲州)/, 'yamanashi'],
  [/^(エチオピア|グアテマラ|ブラジル|コロンビア|ケニア|マンデリン|ダージリン|アッサム|ウバ)/, 'abroad'],
];
const MATERIALS: readonly (readonly [name: RegExp, code: string])[] = [
  [/リネン|麻(?!の葉)/, 'linen'],
  [/コットン|オックスフォード|綿|タオル|くまさん|どんぐり|しましま/, 'cotton'],
  [/シルク|絹/, 'silk'],
  [/ウール/, 'wool'],
  [/カシミヤ/, 'cashmere'],
  [/皿|鉢|湯呑|マグカップ|ぐい呑/, 'porcelain'],
  [/和紙|便箋|御朱印帳/, 'paper'],
];
/** By the kind of drink; the first that fits. */
const PERCENTS: readonly (readonly [name: RegExp, percent: number])[] = [
  [/古酒/, 35],
  [/焼酎/, 25],
  [/リキュール/, 12],
  [/スパークリング酒/, 7],
  [/スパークリングワイン/, 11.5],
  [/ワイン/, 13],
  [/エール/, 6],
  [/ビール/, 5.5],
  [/にごり酒/, 14],
  [/./, 15.5],
];

function attributesOf({ nameJa, categorySlug, brand, brandEn }: DemoProduct): AttributeValues {
  const isFood = Object.hasOwn(FOOD, categorySlug);
  const origin = isFood ? ORIGINS.find(([name]) => name.test(nameJa))?.[1] : undefined;
  const materials = isFood ? [] : MATERIALS.filter(([name]) => name.test(nameJa)).map(([, code]) => code);
  const percent = PERCENTS.find(([name]) => name.test(nameJa))![1];
  return {
    ...(isFood && { manufacturer: { ja: brand, en: brandEn } }),
    ...(origin && { origin: [origin] }),
    ...(materials.length > 0 && { material: materials }),
    ...(DRINKS_FOR_ADULTS.has(categorySlug) && { 'alcohol-percent': percent }),
    ...(categorySlug === 'baked-sweets' && { 'single-wrapped': !/ケーキ|クーヘン/.test(nameJa) }),
  };
}

/** One in twenty is limited, one in fifty is sold in the store only. */
function labelsOf(index: number): string[] {
  return [...(index % 20 === 7 ? ['LIMITED'] : []), ...(index % 50 === 11 ? ['STORE_ONLY'] : [])];
}
