import { postalCodes } from '@depachika/users/postal-codes/postal-codes.ts';
import { describe, expect, it } from 'vitest';
import { demoLocations } from './locations.ts';
import { demoLocationsOf, demoZoneOf, demoZones } from './zones.ts';

/** The zones that may serve a ward. The first of all lies over parts of Chiyoda and Chuo. */
const ZONES_OF_WARDS: Readonly<Record<string, readonly string[]>> = {
  千代田区: ['CHIYODA', 'NIHONBASHI'],
  中央区: ['CHUO', 'NIHONBASHI'],
  港区: ['MINATO'],
  新宿区: ['SHINJUKU'],
  渋谷区: ['SHIBUYA'],
  文京区: ['BUNKYO_TAITO'],
  台東区: ['BUNKYO_TAITO'],
  江東区: ['KOTO'],
  墨田区: ['KOTO'],
};

describe('demo zones', () => {
  it('serve each postal code as a place of its own ward, or not at all', () => {
    const astray = postalCodes.flatMap((place) => {
      const zone = demoZoneOf(place);
      const isAstray = zone && !ZONES_OF_WARDS[place.municipality]!.includes(zone.code);
      return isAstray ? [`${place.code} ${place.municipality}${place.town}: ${zone.code}`] : [];
    });
    expect(astray).toEqual([]);
  });

  it('serve nearly all of the postal codes that the shop knows', () => {
    const unserved = postalCodes.filter((place) => !demoZoneOf(place));
    expect(unserved.length).toBeLessThanOrEqual(10);
  });

  it('are each served by the warehouse, and by the store that is near where there is one', () => {
    const codes = (zone: string) =>
      demoLocationsOf({ code: zone }).map((id) => demoLocations.find((location) => location.id === id)!.code);
    expect(codes('NIHONBASHI')).toEqual(['NIHONBASHI', 'ARIAKE']);
    expect(codes('SHIBUYA')).toEqual(['SHINJUKU', 'ARIAKE']);
    expect(codes('KOTO')).toEqual(['ARIAKE']);
    for (const { code } of demoZones) expect(codes(code)).toContain('ARIAKE');
  });

  it('overlap nowhere but under the first: a point of one ward is not within the outline of two', () => {
    const zones = demoZones.slice(1);
    const places = postalCodes.map((place) => zones.filter((zone) => demoZoneOf(place, [zone])));
    expect(places.filter((serving) => serving.length > 1)).toEqual([]);
  });
});
