import type { ListingMessages } from '../../messages/ja/listing.ts';
import { inLanguage, type Language } from '../../messages/language.ts';
import { yen } from '../../parts/money.ts';
import { postalCode } from '../../parts/postal-code.ts';
import { dayOf } from '../../parts/times.ts';
import { ON, TO } from './delivery-choice.ts';
import {
  type Asked,
  type Choice,
  HIGHEST,
  LOWEST,
  narrowedTo,
  priceOf,
  STOCK,
  searchOf,
  WITHOUT,
} from './narrowing.ts';

/** A list as the graph tells it. */
export interface List {
  readonly totalCount: number;
  readonly facets: readonly Facet[];
  readonly priceRange: PriceRange | null;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

interface Facet {
  readonly code: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly values: readonly FacetValue[];
}

interface FacetValue {
  readonly value: string;
  readonly labelJa: string;
  readonly labelEn: string;
  readonly count: number;
  readonly selected: boolean;
}

interface PriceRange {
  readonly lowestYen: number;
  readonly highestYen: number;
}

/** A list as its page shows it, in the language of the page. All addresses are what follows the path. */
export interface ListingView {
  readonly total: number;
  readonly facets: readonly ShownFacet[];
  /** Null where nothing can be chosen by it. */
  readonly stock: { readonly count: number; readonly chosen: boolean } | null;
  readonly prices: {
    readonly range: PriceRange | null;
    readonly lowest: number | null;
    readonly highest: number | null;
  } | null;
  readonly delivery: {
    /** Of where goods are wanted: seven digits, or nothing. */
    readonly code: string;
    readonly day: string | undefined;
    readonly days: readonly { readonly day: string; readonly label: string }[];
    readonly isUnknown: boolean;
  };
  readonly chosen: readonly Chosen[];
  /** Something that was chosen is none any more. */
  readonly isChoiceGone: boolean;
  /** The list without what was chosen. */
  readonly bare: string;
  readonly query: string | undefined;
  readonly sort: string;
  readonly sorts: readonly { readonly sort: string; readonly search: string }[];
  readonly previous: string | null;
  readonly next: string | null;
}

export interface ShownFacet {
  /** By which the address of a list names it. */
  readonly name: string;
  readonly title: string;
  readonly values: readonly ShownValue[];
}

interface ShownValue {
  readonly value: string;
  readonly label: string;
  /** Null where the graph counts those that are left out. */
  readonly count: number | null;
  readonly chosen: boolean;
}

export interface Chosen {
  readonly label: string;
  /** The list without it. */
  readonly search: string;
  /** Whether something would be found if this alone were not asked. */
  readonly helps: boolean;
}

const ALLERGEN = 'allergen';
const AVAILABILITY = 'availability';
/** What the graph shows of facets, at most: behind them there may be more. */
const MOST_FACETS = 20;

/** Choices of which the graph has never heard: a brand that is gone, a mistyped value. */
export function unknownChoices({ facets }: List, choices: readonly Choice[]): Choice[] {
  if (facets.length >= MOST_FACETS) return [];
  return choices.filter(
    (choice) =>
      ![LOWEST, HIGHEST, STOCK, TO, ON].includes(choice.name) &&
      valueChosen(facets, choice)?.selected !== true,
  );
}

export interface ViewOptions<Sort extends string> {
  readonly list: List;
  readonly asked: Asked<Sort>;
  readonly sorts: readonly Sort[];
  readonly days: readonly string[];
  readonly language: Language;
  readonly words: ListingMessages;
  /** A facet that the page shows by itself. */
  readonly apart?: string;
}

export function viewOf<Sort extends string>(options: ViewOptions<Sort>): ListingView {
  const { list, asked, sorts } = options;
  const { totalCount: total, facets, priceRange: range, pageInfo } = list;
  const { sort, query, choices } = asked;
  const inStock = facets.find(({ code }) => code === AVAILABILITY)?.values[0];
  const [lowest, highest] = [priceOf(choices, LOWEST), priceOf(choices, HIGHEST)];
  const isStockChosen = choices.some(({ name }) => name === STOCK);
  const canBePriced = range !== null && range.lowestYen < range.highestYen;
  const turned = (place: Partial<Asked>) =>
    searchOf({ ...asked, after: undefined, before: undefined, ...place });
  return {
    total,
    facets: shownFacets(options),
    // Chosen it is shown, also where nothing is left of which it could be said.
    stock: inStock || isStockChosen ? { count: inStock?.count ?? 0, chosen: isStockChosen } : null,
    prices: canBePriced || lowest !== null || highest !== null ? { range, lowest, highest } : null,
    delivery: deliveryOf(options),
    chosen: chosenIn(options),
    isChoiceGone: asked.isChoiceGone === true,
    bare: narrowedTo(asked, []),
    query,
    sort,
    sorts: sorts.map((each) => ({ sort: each, search: narrowedTo({ ...asked, sort: each }, choices) })),
    previous: pageInfo.hasPreviousPage ? turned({ before: pageInfo.startCursor ?? undefined }) : null,
    next: pageInfo.hasNextPage ? turned({ after: pageInfo.endCursor ?? undefined }) : null,
  };
}

function deliveryOf({ asked, days, language }: ViewOptions<string>): ListingView['delivery'] {
  const { choices, isPlaceUnknown = false } = asked;
  return {
    code: chosenValue(choices, TO) ?? '',
    day: chosenValue(choices, ON),
    days: days.map((day) => ({ day, label: dayOf(language, day) })),
    isUnknown: isPlaceUnknown,
  };
}

function chosenValue(choices: readonly Choice[], name: string): string | undefined {
  return choices.find((choice) => choice.name === name)?.value;
}

function shownFacets<Sort extends string>(options: ViewOptions<Sort>): ShownFacet[] {
  const { list, language, words, apart } = options;
  return list.facets
    .filter(({ code }) => code !== AVAILABILITY && code !== apart)
    .map(({ code, nameJa, nameEn, values }) => {
      const isWithout = code === ALLERGEN;
      return {
        name: isWithout ? WITHOUT : code,
        title: isWithout ? words.without : inLanguage(language, { ja: nameJa, en: nameEn }),
        values: values
          .filter(({ count, selected }) => count > 0 || selected)
          .map((value) => ({
            value: value.value,
            label: labelOf(value, language),
            count: isWithout ? null : value.count,
            chosen: value.selected,
          })),
      };
    })
    .filter(({ values }) => !saysNothing(values, list.totalCount));
}

/** All have the one value. */
function saysNothing(values: readonly ShownValue[], total: number): boolean {
  const [only, ...others] = values;
  return !only || (others.length === 0 && !only.chosen && only.count === total);
}

function chosenIn<Sort extends string>({ list, asked, language, words }: ViewOptions<Sort>): Chosen[] {
  const { choices } = asked;
  const without = (away: (choice: Choice) => boolean) =>
    narrowedTo(
      asked,
      choices.filter((choice) => !away(choice)),
    );
  const ofPrice = ({ name }: Choice) => name === LOWEST || name === HIGHEST;
  const ofDelivery = ({ name }: Choice) => name === TO || name === ON;
  const single = choices
    .filter((choice) => !ofPrice(choice) && !ofDelivery(choice))
    .map((choice) => ({
      label: chosenLabel(choice, { list, language, words }),
      search: without((other) => other === choice),
      helps: list.facets.some(({ code, values }) => code === codeOf(choice) && isLeft(code, values)),
    }));
  const [code, day] = [chosenValue(choices, TO), chosenValue(choices, ON)];
  const delivered = code &&
    day && {
      label: words.deliveredTo(postalCode(code), dayOf(language, day)),
      search: without(ofDelivery),
      helps: true,
    };
  const [lowest, highest] = [priceOf(choices, LOWEST), priceOf(choices, HIGHEST)];
  const priced = (lowest !== null || highest !== null) && {
    label: words.between(lowest === null ? '' : yen(lowest), highest === null ? '' : yen(highest)),
    search: without(ofPrice),
    helps: list.priceRange !== null,
  };
  return [...single, ...(priced ? [priced] : []), ...(delivered ? [delivered] : [])];
}

/** Each facet is counted without its own choice. In stock may be nothing: then there is what is sold out. */
function isLeft(code: string, values: readonly FacetValue[]): boolean {
  return code === AVAILABILITY || values.some(({ count }) => count > 0);
}

function chosenLabel(
  choice: Choice,
  { list, language, words }: Pick<ViewOptions<string>, 'list' | 'language' | 'words'>,
): string {
  if (choice.name === STOCK) return words.inStock;
  const value = valueChosen(list.facets, choice);
  const label = value ? labelOf(value, language) : choice.value;
  return choice.name === WITHOUT ? words.withoutOf(label) : label;
}

function valueChosen(facets: readonly Facet[], choice: Choice): FacetValue | undefined {
  const facet = facets.find(({ code }) => code === codeOf(choice));
  return facet?.values.find(({ value }) => value === choice.value);
}

function codeOf({ name }: Choice): string {
  if (name === STOCK) return AVAILABILITY;
  return name === WITHOUT ? ALLERGEN : name;
}

function labelOf({ labelJa, labelEn }: FacetValue, language: Language): string {
  return inLanguage(language, { ja: labelJa, en: labelEn });
}
