import { describe, expect, it } from 'vitest';
import { daysFrom } from './delivery-choice.ts';
import { askedIn, listVariables, narrowedTo, refusedTo, searchOf } from './narrowing.ts';

const SORTS = ['NEWEST', 'NAME'] as const;
const DAYS = ['2026-11-27', '2026-11-28'];
const asked = (search: string) =>
  askedIn(new URLSearchParams(search), { sorts: SORTS, days: DAYS, fixed: 'category' });
const variables = (search: string) => listVariables(asked(search));

describe('the address of a list', () => {
  it('is what the graph is asked: facets by their codes, prices, stock, and what must not be in it', () => {
    expect(
      variables('brand=a&brand=b&option:サイズ=M&without=milk&min=500&max=3000&stock=1&sort=NAME').filter,
    ).toEqual({
      facets: [
        { code: 'brand', values: ['a', 'b'] },
        { code: 'option:サイズ', values: ['M'] },
      ],
      withoutAllergens: ['milk'],
      minPriceYen: 500,
      maxPriceYen: 3_000,
      inStock: true,
    });
  });

  it('without a choice asks for no filter', () => {
    expect(variables('sort=NAME&q=x&utm_source=mail').filter).toBeNull();
  });

  it.each([
    ['a name that is no facet', 'colour=red&token=x&option:=M'],
    ['a price that is no number, or beyond all prices', 'min=-1&max=1e9&min=1.5&max=99999999'],
    ['an empty field of a form', 'min=&max=&brand=&stock='],
    ['what no text may hold', 'brand=%00&label=%1b'],
    ['what is longer than anything', `brand=${'x'.repeat(201)}`],
    ['the facet that the list itself is', 'category=cat_1'],
  ])('is read without %s', (_, search) => {
    expect(asked(search).choices).toEqual([]);
  });

  it('says where and when goods are wanted, however somebody writes a postal code', () => {
    for (const typed of ['1030022', '103-0022', '〒１０３ー００２２', ' 103 0022 '])
      expect(variables(`to=${encodeURIComponent(typed)}&on=2026-11-28`).filter).toMatchObject({
        deliverable: { postalCode: '1030022', date: '2026-11-28' },
      });
    expect(variables('stock=1').filter).not.toHaveProperty('deliverable');
  });

  it.each([
    'to=1030022',
    'on=2026-11-28',
    'to=&on=2026-11-28',
    'to=1030022&on=2026-11-26',
    'to=x&on=2026-11-28',
  ])('says nothing of where and when by half of it, or by a day that is over: %s', (search) => {
    expect(asked(search).choices).toEqual([]);
  });

  it('says when what was typed is no postal code, or is none that the shop knows', () => {
    expect(asked('to=10&on=2026-11-28').isPlaceUnknown).toBe(true);
    expect(asked('place=unknown').isPlaceUnknown).toBe(true);
    expect(asked('to=&on=2026-11-28').isPlaceUnknown).toBe(false);
    expect(refusedTo(asked('to=0000000&on=2026-11-28&stock=1'))).toBe('?stock=1&place=unknown');
    expect(refusedTo(asked('to=0000000&on=2026-11-28'))).toBe('?place=unknown');
    expect(refusedTo(asked('to=0000000&on=2026-11-28&after=x'))).toBe('?to=0000000&on=2026-11-28');
    expect(refusedTo(asked('stock=1'))).toBeUndefined();
  });

  it('can want goods today, by the clock of Japan, and within a week', () => {
    const days = daysFrom(new Date('2026-11-26T15:00:00Z'), 7);
    expect([days.length, days[0], days.at(-1)]).toEqual([8, '2026-11-27', '2026-12-04']);
  });

  it('is read no further than the graph goes: ten facets of twenty values', () => {
    const many = (count: number, entry: (place: number) => string) =>
      Array.from({ length: count }, (_, place) => entry(place)).join('&');
    expect(asked(many(50, (place) => `brand=${place}`)).choices).toHaveLength(20);
    expect(asked(many(50, (place) => `attribute:${place}=x`)).choices).toHaveLength(10);
    expect(asked(many(60, (place) => `without=${place}`)).choices).toHaveLength(50);
    expect(asked('brand=a&brand=a&min=1&min=2').choices).toEqual([
      { name: 'brand', value: 'a' },
      { name: 'min', value: '1' },
    ]);
  });

  it('may have its prices in the wrong order', () => {
    expect(variables('min=3000&max=500').filter).toMatchObject({ minPriceYen: 500, maxPriceYen: 3_000 });
  });

  it('names an order that the list has, or means the usual one', () => {
    expect(asked('sort=NAME').sort).toBe('NAME');
    expect(asked('sort=RELEVANCE').sort).toBe('NEWEST');
  });

  it('reads from the end where it names what is behind the page', () => {
    expect(variables('before=b&after=a')).toMatchObject({ last: 24, before: 'b' });
    expect(variables('before=b&after=a')).not.toHaveProperty('after');
    expect(variables('after=a')).toMatchObject({ first: 24, after: 'a' });
    expect(variables('')).toMatchObject({ first: 24, after: null });
  });

  it('says the same when it is written again, and nothing twice', () => {
    const search = '?sort=NAME&brand=a&without=milk&min=500&after=there';
    expect(searchOf(asked(search))).toBe(search);
    expect(searchOf(asked('?sort=NEWEST&min=&utm=x'))).toBe('');
  });

  it('of a list that is narrowed otherwise begins at its beginning', () => {
    const list = asked('brand=a&sort=NAME&after=there');
    expect(narrowedTo(list, list.choices)).toBe('?sort=NAME&brand=a');
    expect(narrowedTo({ ...list, query: '茶' }, [])).toBe(`?q=${encodeURIComponent('茶')}&sort=NAME`);
  });
});
