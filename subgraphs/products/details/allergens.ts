/**
 * What Japan wants to be told of allergens in food: the specified ingredients, which must be labelled (annex 14 of the Food
 * Labelling Standards under the Food Labelling Act), and those that should be (the Consumer Affairs Agency's notice about
 * them). The lists change every few years, so each item has the days from which it stood where. The days were compared with
 * what authorities and trade papers published; `docs/catalogue.md` says of which days no such text was found.
 */
export interface Allergen {
  /** Stable, in products and filters. */
  readonly code: string;
  readonly nameJa: string;
  readonly nameEn: string;
  /** Oldest first. */
  readonly periods: readonly AllergenPeriod[];
}

export interface AllergenPeriod {
  readonly duty: AllergenDuty;
  /** First day, `YYYY-MM-DD`. */
  readonly from: string;
  /** Last day on which food that says nothing of it might be made or imported: it is sold after that. Absent where there was none. */
  readonly graceUntil?: string;
}

/** NONE: it is on no list any more. */
export type AllergenDuty = 'MANDATORY' | 'RECOMMENDED' | 'NONE';

export const ALLERGENS: readonly Allergen[] = [
  allergen('egg', '卵', 'Egg', mandatory('2001-04-01')),
  allergen('milk', '乳', 'Milk', mandatory('2001-04-01')),
  allergen('wheat', '小麦', 'Wheat', mandatory('2001-04-01')),
  allergen('buckwheat', 'そば', 'Buckwheat', mandatory('2001-04-01')),
  allergen('peanut', '落花生（ピーナッツ）', 'Peanut', mandatory('2001-04-01')),
  allergen('shrimp', 'えび', 'Shrimp', recommended('2001-04-01'), mandatory('2008-06-03', '2010-06-03')),
  allergen('crab', 'かに', 'Crab', recommended('2001-04-01'), mandatory('2008-06-03', '2010-06-03')),
  allergen('walnut', 'くるみ', 'Walnut', recommended('2001-04-01'), mandatory('2023-03-09', '2025-03-31')),
  allergen(
    'cashew',
    'カシューナッツ',
    'Cashew nut',
    recommended('2013-09-20'),
    mandatory('2026-04-01', '2028-03-31'),
  ),
  allergen('almond', 'アーモンド', 'Almond', recommended('2019-09-19')),
  allergen('abalone', 'あわび', 'Abalone', recommended('2001-04-01')),
  allergen('squid', 'いか', 'Squid', recommended('2001-04-01')),
  allergen('salmon-roe', 'いくら', 'Salmon roe', recommended('2001-04-01')),
  allergen('orange', 'オレンジ', 'Orange', recommended('2001-04-01')),
  allergen('kiwi', 'キウイフルーツ', 'Kiwi fruit', recommended('2001-04-01')),
  allergen('beef', '牛肉', 'Beef', recommended('2001-04-01')),
  allergen('sesame', 'ごま', 'Sesame', recommended('2013-09-20')),
  allergen('salmon', 'さけ', 'Salmon', recommended('2001-04-01')),
  allergen('mackerel', 'さば', 'Mackerel', recommended('2001-04-01')),
  allergen('soy', '大豆', 'Soy', recommended('2001-04-01')),
  allergen('chicken', '鶏肉', 'Chicken', recommended('2001-04-01')),
  allergen('banana', 'バナナ', 'Banana', recommended('2004-12-27')),
  allergen('pistachio', 'ピスタチオ', 'Pistachio', recommended('2026-04-01')),
  allergen('pork', '豚肉', 'Pork', recommended('2001-04-01')),
  allergen('macadamia', 'マカダミアナッツ', 'Macadamia nut', recommended('2024-03-28')),
  allergen('peach', 'もも', 'Peach', recommended('2001-04-01')),
  allergen('yam', 'やまいも', 'Yam', recommended('2001-04-01')),
  allergen('apple', 'りんご', 'Apple', recommended('2001-04-01')),
  allergen('gelatin', 'ゼラチン', 'Gelatin', recommended('2001-04-01')),
  allergen('matsutake', 'まつたけ', 'Matsutake mushroom', recommended('2001-04-01'), {
    duty: 'NONE',
    from: '2024-03-28',
  }),
];

/** Whether a label must or should name it on this day. @param day `YYYY-MM-DD` in Japan */
export function allergenDuty({ periods }: Allergen, day: string): AllergenDuty {
  return periodOn(periods, day)?.duty ?? 'NONE';
}

/** The period in which this day is; undefined before the first. */
export function periodOn(periods: readonly AllergenPeriod[], day: string): AllergenPeriod | undefined {
  return periods.findLast(({ from }) => from <= day);
}

/** What labels name on this day: what they must first, each list in its own order. */
export function allergensOn(day: string): Allergen[] {
  const dutyOf = (each: Allergen) => allergenDuty(each, day);
  return (['MANDATORY', 'RECOMMENDED'] as const).flatMap((duty) =>
    ALLERGENS.filter((each) => dutyOf(each) === duty),
  );
}

/** The items of these codes in the order of the table. */
export function allergensOf(codes: readonly string[]): Allergen[] {
  return ALLERGENS.filter(({ code }) => codes.includes(code));
}

function allergen(code: string, nameJa: string, nameEn: string, ...periods: AllergenPeriod[]): Allergen {
  return { code, nameJa, nameEn, periods };
}

function mandatory(from: string, graceUntil?: string): AllergenPeriod {
  return graceUntil === undefined ? { duty: 'MANDATORY', from } : { duty: 'MANDATORY', from, graceUntil };
}

function recommended(from: string): AllergenPeriod {
  return { duty: 'RECOMMENDED', from };
}
