import { describe, expect, it } from 'vitest';
import { listingEn } from '../../messages/en/listing.ts';
import { listingJa } from '../../messages/ja/listing.ts';
import { type List, unknownChoices, viewOf } from './listing-view.ts';
import { askedIn } from './narrowing.ts';

const DAYS = ['2026-11-27', '2026-11-28'];
const LIST = { sorts: ['NEWEST', 'NAME'] as const, days: DAYS };

const value = (name: string, count: number, selected = false) => ({
  ...{ value: name, labelJa: `${name}の和`, labelEn: `${name} in English` },
  ...{ count, selected },
});
const facet = (code: string, ...values: ReturnType<typeof value>[]) => ({
  ...{ code, nameJa: `${code}の名`, nameEn: `Name of ${code}` },
  values,
});
const listOf = (given: Partial<List>): List => ({
  totalCount: 10,
  facets: [],
  priceRange: { lowestYen: 500, highestYen: 3_000 },
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  ...given,
});
const viewed = (search: string, given: Partial<List>) =>
  viewOf({
    list: listOf(given),
    asked: askedIn(new URLSearchParams(search), LIST),
    ...{ ...LIST, language: 'ja', words: listingJa },
  });

describe('what a list can be narrowed by', () => {
  it('is shown with its counts, and what was chosen also where nothing is left of it', () => {
    const { facets } = viewed('brand=b', {
      facets: [facet('brand', value('a', 3), value('b', 0, true), value('c', 0))],
    });
    expect(facets).toEqual([
      {
        ...{ name: 'brand', title: 'brandの名' },
        values: [
          { value: 'a', label: 'aの和', count: 3, chosen: false },
          { value: 'b', label: 'bの和', count: 0, chosen: true },
        ],
      },
    ]);
  });

  it('is not shown where all products have the one value', () => {
    expect(viewed('', { facets: [facet('temperature', value('AMBIENT', 10))] }).facets).toEqual([]);
    expect(viewed('', { facets: [facet('temperature', value('AMBIENT', 9))] }).facets).toHaveLength(1);
  });

  it('is an allergen by what is without it, of which the graph has no count', () => {
    const [shown] = viewed('', { facets: [facet('allergen', value('milk', 4), value('egg', 2))] }).facets;
    expect(shown).toMatchObject({ name: 'without', title: listingJa.without });
    expect(shown!.values.map(({ count }) => count)).toEqual([null, null]);
  });

  it('is stock, of which nothing may be left', () => {
    expect(viewed('stock=1', {}).stock).toEqual({ count: 0, chosen: true });
    expect(viewed('', {}).stock).toBeNull();
    expect(viewed('', { facets: [facet('availability', value('in-stock', 4))] }).stock).toEqual({
      count: 4,
      chosen: false,
    });
  });

  it('is a price where there are two, or where one was chosen', () => {
    const only = { lowestYen: 500, highestYen: 500 };
    expect(viewed('', { priceRange: only }).prices).toBeNull();
    expect(viewed('min=1', { priceRange: only }).prices).toMatchObject({ lowest: 1, highest: null });
    expect(viewed('', {}).prices).toMatchObject({ range: { lowestYen: 500 } });
  });
});

describe('what was chosen', () => {
  const facets = [
    facet('availability', value('in-stock', 0, true)),
    facet('brand', value('a', 0, true), value('b', 2)),
    facet('label', value('new', 0, true)),
    facet('allergen', value('milk', 3, true)),
  ];
  const narrowed = 'brand=a&label=new&without=milk&min=500&max=900&stock=1&sort=NAME';

  it('is told in words, and each leads to the list without it', () => {
    const { chosen, bare } = viewed(narrowed, { facets });
    expect(chosen.map(({ label }) => label)).toEqual([
      'aの和',
      'newの和',
      'milkの和を含まない',
      '在庫あり',
      '¥500〜¥900',
    ]);
    expect(chosen[0]!.search).toBe('?sort=NAME&label=new&without=milk&min=500&max=900&stock=1');
    expect(chosen.at(-1)!.search).toBe('?sort=NAME&brand=a&label=new&without=milk&stock=1');
    expect(bare).toBe('?sort=NAME');
  });

  it('helps when it is taken away, if its facet has something without it', () => {
    const helps = viewed(narrowed, { facets, totalCount: 0, priceRange: null }).chosen.map((each) => [
      each.label,
      each.helps,
    ]);
    expect(helps).toEqual([
      ['aの和', true],
      ['newの和', false],
      ['milkの和を含まない', true],
      ['在庫あり', true],
      ['¥500〜¥900', false],
    ]);
  });

  it('is where and when it is to be, as one', () => {
    const { chosen, delivery } = viewed('to=1030022&on=2026-11-28&brand=b', { facets });
    expect(chosen.map(({ label, search }) => [label, search])).toEqual([
      ['bの和', '?to=1030022&on=2026-11-28'],
      ['〒103-0022に11月28日(土)着', '?brand=b'],
    ]);
    expect(delivery).toEqual({
      code: '1030022',
      day: '2026-11-28',
      days: [
        { day: '2026-11-27', label: '11月27日(金)' },
        { day: '2026-11-28', label: '11月28日(土)' },
      ],
      isUnknown: false,
    });
    expect(
      unknownChoices(listOf({}), askedIn(new URLSearchParams('to=1030022&on=2026-11-28'), LIST).choices),
    ).toEqual([]);
  });

  it('is not known where the graph does not name it as chosen', () => {
    const { choices } = askedIn(
      new URLSearchParams('brand=a&brand=gone&colour=x&without=rocks&stock=1'),
      LIST,
    );
    expect(unknownChoices(listOf({ facets }), choices)).toEqual([
      { name: 'brand', value: 'gone' },
      { name: 'without', value: 'rocks' },
    ]);
  });

  it('may be known all the same where the graph has more facets than it shows', () => {
    const all = Array.from({ length: 20 }, (_, place) => facet(`attribute:${place}`, value('x', 1)));
    const { choices } = askedIn(new URLSearchParams('brand=a'), LIST);
    expect(unknownChoices(listOf({ facets: all }), choices)).toEqual([]);
  });

  it('is told in English too', () => {
    const { chosen } = viewOf({
      list: listOf({ facets }),
      asked: askedIn(new URLSearchParams('without=milk&max=900'), LIST),
      ...{ ...LIST, language: 'en', words: listingEn },
    });
    expect(chosen.map(({ label }) => label)).toEqual(['Without milk in english', 'Up to ¥900']);
  });
});

describe('pages', () => {
  it('lead on and back with all that was chosen', () => {
    const pageInfo = { hasNextPage: true, hasPreviousPage: true, startCursor: 's', endCursor: 'e' };
    expect(viewed('min=1&sort=NAME&after=x', { pageInfo })).toMatchObject({
      previous: '?sort=NAME&min=1&before=s',
      next: '?sort=NAME&min=1&after=e',
    });
    expect(viewed('', {})).toMatchObject({ previous: null, next: null });
  });
});
