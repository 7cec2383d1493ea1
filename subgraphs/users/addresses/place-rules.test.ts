import { describe, expect, it } from 'vitest';
import type { PostalCode } from '../postal-codes/postal-codes.ts';
import { agreePlace, metresBetween, type PlaceClaim } from './place-rules.ts';

const MUROMACHI = place('1030022', '東京都', '中央区', '日本橋室町', 35.6869, 139.774);
const claim: PlaceClaim = {
  postalCode: '1030022',
  prefecture: '東京都',
  municipality: '中央区',
  street: '日本橋室町1-4-1',
  ownPoint: undefined,
};

describe('an address and its known postal code', () => {
  const known = { ofCode: [MUROMACHI], ofArea: [] };

  it('agree, and the code gives what is left out', () => {
    const agreed = { prefecture: '東京都', municipality: '中央区', point: pointOf(MUROMACHI) };
    expect(agreePlace(claim, known)).toEqual({ kind: 'agreed', place: agreed });
    const short = { ...claim, prefecture: undefined, municipality: undefined };
    expect(agreePlace(short, known)).toEqual({ kind: 'agreed', place: agreed });
  });

  it.each([
    ['prefecture', { prefecture: '北海道' }, ['prefecture']],
    ['municipality', { municipality: '千代田区' }, ['municipality']],
    ['both', { prefecture: '北海道', municipality: '札幌市' }, ['prefecture', 'municipality']],
    ['point', { ownPoint: north(MUROMACHI, 2_100) }, ['latitude', 'longitude']],
    [
      'all of them',
      { prefecture: '北海道', municipality: '札幌市', ownPoint: { latitude: 43.06, longitude: 141.35 } },
      ['prefecture', 'municipality', 'latitude', 'longitude'],
    ],
  ])('contradict each other in %s', (_, changes, fields) => {
    expect(wrongFields(agreePlace({ ...claim, ...changes }, known))).toEqual(fields);
  });

  it('say what would be allowed', () => {
    const wrong = agreePlace({ ...claim, municipality: '札幌市' }, known);
    expect(wrong).toMatchObject({
      wrong: [
        {
          field: 'municipality',
          allowed: expect.objectContaining({
            ja: expect.stringContaining('中央区'),
            en: expect.stringContaining('中央区'),
          }),
        },
      ],
    });
  });

  it('let the address have a point of its own up to two kilometres away', () => {
    const ownPoint = north(MUROMACHI, 1_900);
    expect(agreePlace({ ...claim, ownPoint }, known)).toMatchObject({ place: { point: ownPoint } });
  });
});

describe('an address whose postal code has several places', () => {
  const KISO = place('4980000', '三重県', '木曽岬町', '見入', 35.06, 136.73);
  const YATOMI = place('4980000', '愛知県', '弥富市', '前ケ須', 35.11, 136.73);
  const YATOMI_WEST = place('4980000', '愛知県', '弥富市', '前ケ須西', 35.12, 136.7);
  const known = { ofCode: [KISO, YATOMI, YATOMI_WEST], ofArea: [] };
  const there = { ...claim, postalCode: '4980000', prefecture: '愛知県', municipality: '弥富市' };

  it('agrees with any of them, but not with a mixture', () => {
    expect(agreePlace({ ...there, prefecture: '三重県', municipality: '木曽岬町' }, known).kind).toBe(
      'agreed',
    );
    expect(wrongFields(agreePlace({ ...there, prefecture: '三重県' }, known))).toEqual(['municipality']);
  });

  it('must say which one it is in', () => {
    const short = { ...there, prefecture: undefined, municipality: undefined };
    expect(wrongFields(agreePlace(short, known))).toEqual(['prefecture', 'municipality']);
  });

  it('has the point of the town that its street begins with, and none when no town is named', () => {
    const pointIn = (street: string) => agreePlace({ ...there, street }, known);
    expect(pointIn('前ケ須1')).toMatchObject({ place: { point: pointOf(YATOMI) } });
    expect(pointIn('前ケ須西1')).toMatchObject({ place: { point: pointOf(YATOMI_WEST) } });
    expect(pointIn('1-1')).toMatchObject({ place: { point: null } });
  });

  it('may have a point of its own near any of them', () => {
    const ownPoint = north(KISO, -1_900);
    expect(agreePlace({ ...there, ownPoint }, known)).toMatchObject({ place: { point: ownPoint } });
  });
});

describe("an address with a building's own postal code", () => {
  const building = { ...claim, postalCode: '1036190' };
  const known = { ofCode: [], ofArea: [MUROMACHI] };

  it('is kept without a point', () => {
    expect(agreePlace(building, known)).toMatchObject({ kind: 'agreed', place: { point: null } });
  });

  it('may have a point near a place that the same post office delivers', () => {
    const ownPoint = north(MUROMACHI, 1_900);
    expect(agreePlace({ ...building, ownPoint }, known)).toMatchObject({ place: { point: ownPoint } });
    const astray = { ...building, ownPoint: north(MUROMACHI, 2_100) };
    expect(wrongFields(agreePlace(astray, known))).toEqual(['latitude', 'longitude']);
  });

  it('cannot lie in another prefecture, nor have its point in another municipality', () => {
    expect(wrongFields(agreePlace({ ...building, prefecture: '北海道' }, known))).toEqual(['prefecture']);
    const sapporo = { ...building, municipality: '札幌市', ownPoint: pointOf(MUROMACHI) };
    expect(wrongFields(agreePlace(sapporo, known))).toEqual(['municipality']);
  });

  it('needs prefecture and municipality, both named at once', () => {
    const short = { ...building, prefecture: undefined, municipality: undefined };
    expect(wrongFields(agreePlace(short, known))).toEqual(['prefecture', 'municipality']);
  });

  it('has no point of its own where the shop knows no place around', () => {
    const nowhere = { ofCode: [], ofArea: [] };
    expect(agreePlace(building, nowhere)).toMatchObject({ place: { point: null } });
    const withPoint = { ...building, ownPoint: pointOf(MUROMACHI) };
    expect(wrongFields(agreePlace(withPoint, nowhere))).toEqual(['latitude', 'longitude']);
  });
});

describe('metres between two points', () => {
  it('are those along the ground, also east and over the date line', () => {
    const tokyo = { latitude: 35.681236, longitude: 139.767125 };
    const osaka = { latitude: 34.702485, longitude: 135.495951 };
    expect(metresBetween(tokyo, tokyo)).toBe(0);
    expect(metresBetween(tokyo, osaka)).toBeCloseTo(metresBetween(osaka, tokyo), 6);
    expect(metresBetween(tokyo, osaka) / 1_000).toBeCloseTo(403.5, 0);
    const east = { latitude: 0, longitude: 179.99 };
    expect(metresBetween(east, { latitude: 0, longitude: -179.99 })).toBeCloseTo(2_223.9, 0);
  });
});

function place(
  ...[code, prefecture, municipality, town, latitude, longitude]: [
    string,
    string,
    string,
    string,
    number,
    number,
  ]
): PostalCode {
  return { code, prefecture, municipality, town, latitude, longitude };
}

function pointOf({ latitude, longitude }: PostalCode) {
  return { latitude, longitude };
}

/** A point so many metres north of a place. */
function north(from: PostalCode, metres: number) {
  return { latitude: from.latitude + metres / 111_195, longitude: from.longitude };
}

function wrongFields(agreement: ReturnType<typeof agreePlace>): readonly string[] {
  return agreement.kind === 'contradicted' ? agreement.wrong.map(({ field }) => field) : [];
}
