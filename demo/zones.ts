import { jstInstant } from '@depachika/clock/jst.ts';
import { demoId } from './demo-id.ts';
import { demoLocations } from './locations.ts';

/** Longitude and latitude, degrees, WGS 84: the order of GeoJSON. */
export type LngLat = readonly [number, number];

/** An area the demo shop delivers to. */
export interface DemoZone {
  readonly id: string;
  readonly code: string;
  readonly nameJa: string;
  readonly nameEn: string;
  /** Where zones overlap, the lowest serves. */
  readonly precedence: number;
  readonly feeYen: number;
  readonly sameDay: boolean;
  /** Same day: orders end so many minutes before the slot starts. */
  readonly cutOffMinutes: number;
  /** Deliveries that one slot takes. */
  readonly slotCapacity: number;
  /** The least that the goods of one order cost. */
  readonly minOrderYen: number;
  /** Closed, first ring outside, the others holes. */
  readonly rings: readonly (readonly LngLat[])[];
}

/** Start hours of the two-hour windows, in Japan. */
export const DEMO_WINDOWS = [10, 12, 14, 16, 18] as const;

// Corners that neighbouring zones share, so that no strip between them is left out or served twice.
const ICHIGAYA: LngLat = [139.736, 35.692];
const YOTSUYAMITSUKE: LngLat = [139.73, 35.686];
const YOTSUYA: LngLat = [139.73, 35.68];
const TORANOMON: LngLat = [139.741, 35.668];
const SHIMBASHI: LngLat = [139.761, 35.668];
const KYOBASHI: LngLat = [139.77, 35.68];
const IMAGAWABASHI: LngLat = [139.7715, 35.6895];
const BAKUROCHO: LngLat = [139.7825, 35.694];
const ASAKUSABASHI: LngLat = [139.783, 35.697];
const AKIHABARA: LngLat = [139.7745, 35.7005];
const OCHANOMIZU: LngLat = [139.77, 35.705];
const IIDABASHI: LngLat = [139.745, 35.703];
const HAMAMATSUCHO: LngLat = [139.763, 35.655];
const KACHIDOKI: LngLat = [139.778, 35.645];
const EITAI: LngLat = [139.787, 35.665];
const RYOGOKUBASHI: LngLat = [139.79, 35.696];
const RYOGOKU: LngLat = [139.793, 35.69];
const SENDAGAYA: LngLat = [139.716, 35.672];
const EBISU: LngLat = [139.722, 35.64];
const GYOEN: LngLat = [139.7125, 35.682];
const SANGUBASHI: LngLat = [139.7, 35.684];
const HATSUDAI: LngLat = [139.68, 35.688];
const OMAGARI: LngLat = [139.7425, 35.7065];
const EDOGAWABASHI: LngLat = [139.7335, 35.7085];
const OMOKAGEBASHI: LngLat = [139.7155, 35.7125];
const MEJIRO: LngLat = [139.705, 35.725];
const KURAMAE: LngLat = [139.8, 35.705];

/** Zones of central Tokyo. The first lies over parts of Chiyoda and Chuo; Chiyoda has the Imperial Palace as a hole. */
export const demoZones: readonly DemoZone[] = [
  zone(
    1,
    'NIHONBASHI',
    '日本橋・丸の内',
    'Nihonbashi and Marunouchi',
    { feeYen: 330, sameDay: true, cutOffMinutes: 60 },
    [
      [
        [139.761, 35.672],
        [139.7795, 35.672],
        [139.7795, 35.69],
        [139.761, 35.69],
      ],
    ],
  ),
  zone(2, 'CHUO', '中央区', 'Chuo', { feeYen: 440, sameDay: true, cutOffMinutes: 120 }, [
    [
      SHIMBASHI,
      KYOBASHI,
      IMAGAWABASHI,
      BAKUROCHO,
      ASAKUSABASHI,
      RYOGOKUBASHI,
      RYOGOKU,
      EITAI,
      KACHIDOKI,
      HAMAMATSUCHO,
    ],
  ]),
  zone(3, 'CHIYODA', '千代田区', 'Chiyoda', { feeYen: 440, sameDay: true, cutOffMinutes: 120 }, [
    [
      YOTSUYA,
      TORANOMON,
      SHIMBASHI,
      KYOBASHI,
      IMAGAWABASHI,
      BAKUROCHO,
      ASAKUSABASHI,
      AKIHABARA,
      OCHANOMIZU,
      IIDABASHI,
      ICHIGAYA,
      YOTSUYAMITSUKE,
    ],
    [
      [139.748, 35.68],
      [139.758, 35.681],
      [139.758, 35.689],
      [139.748, 35.689],
    ],
  ]),
  zone(4, 'MINATO', '港区', 'Minato', { feeYen: 550, sameDay: true, cutOffMinutes: 150 }, [
    [YOTSUYA, TORANOMON, SHIMBASHI, HAMAMATSUCHO, [139.763, 35.64], [139.74, 35.625], EBISU, SENDAGAYA],
  ]),
  zone(5, 'SHINJUKU', '新宿区', 'Shinjuku', { feeYen: 660, sameDay: true, cutOffMinutes: 180 }, [
    [
      YOTSUYA,
      YOTSUYAMITSUKE,
      ICHIGAYA,
      IIDABASHI,
      OMAGARI,
      EDOGAWABASHI,
      OMOKAGEBASHI,
      MEJIRO,
      [139.675, 35.715],
      HATSUDAI,
      SANGUBASHI,
      GYOEN,
      SENDAGAYA,
    ],
  ]),
  zone(6, 'SHIBUYA', '渋谷区', 'Shibuya', { feeYen: 660, sameDay: true, cutOffMinutes: 180 }, [
    [SENDAGAYA, EBISU, [139.7, 35.64], [139.665, 35.672], HATSUDAI, SANGUBASHI, GYOEN],
  ]),
  zone(
    7,
    'BUNKYO_TAITO',
    '文京区・台東区',
    'Bunkyo and Taito',
    { feeYen: 770, sameDay: false, cutOffMinutes: 0 },
    [
      [
        IIDABASHI,
        OCHANOMIZU,
        AKIHABARA,
        ASAKUSABASHI,
        RYOGOKUBASHI,
        KURAMAE,
        [139.808, 35.73],
        [139.775, 35.735],
        [139.735, 35.735],
        MEJIRO,
        OMOKAGEBASHI,
        EDOGAWABASHI,
        OMAGARI,
      ],
    ],
  ),
  zone(8, 'KOTO', '江東区・墨田区', 'Koto and Sumida', { feeYen: 880, sameDay: false, cutOffMinutes: 0 }, [
    [RYOGOKUBASHI, KURAMAE, [139.84, 35.715], [139.84, 35.65], [139.8, 35.625], KACHIDOKI, EITAI, RYOGOKU],
  ]),
];

/** The locations that deliver to a zone: the store that is near, and the warehouse; where none is near, the warehouse alone. */
export function demoLocationsOf({ code }: Pick<DemoZone, 'code'>): readonly string[] {
  const store = STORES.get(code);
  return demoLocations.filter((location) => ['ARIAKE', store].includes(location.code)).map(({ id }) => id);
}

/** Codes of stores, by the codes of the zones around them. */
const STORES: ReadonlyMap<string, string> = new Map([
  ...['NIHONBASHI', 'CHUO', 'CHIYODA', 'MINATO'].map((zone) => [zone, 'NIHONBASHI'] as const),
  ...['SHINJUKU', 'SHIBUYA'].map((zone) => [zone, 'SHINJUKU'] as const),
]);

/** The zone that serves a point, by the same rule as the database's; a point on an outline counts as inside. */
export function demoZoneOf(
  point: { readonly latitude: number; readonly longitude: number },
  among: readonly DemoZone[] = demoZones,
): DemoZone | undefined {
  const at: LngLat = [point.longitude, point.latitude];
  return among.find(
    ({ rings: [outline, ...holes] }) => inside(outline!, at) && !holes.some((hole) => inside(hole, at)),
  );
}

/** A delivery window of a day that is over. */
export interface DemoSlot {
  readonly slotId: string;
  readonly zoneId: string;
  /** `YYYY-MM-DD` in Japan. */
  readonly date: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly cutOffAt: Date;
}

/** The windows of one zone on one day, earliest first; the same ids for the same day whenever it is asked. */
export function demoSlots(demoZone: DemoZone, date: string): DemoSlot[] {
  return DEMO_WINDOWS.map((hour, index) => {
    const startsAt = jstInstant(date, `${hour}:00`);
    return {
      slotId: demoId('slt', demoZone.precedence * 1_000_000 + dayNumber(date) * 10 + index),
      zoneId: demoZone.id,
      date,
      startsAt,
      endsAt: new Date(startsAt.getTime() + 2 * HOUR_MS),
      cutOffAt: demoZone.sameDay
        ? new Date(startsAt.getTime() - demoZone.cutOffMinutes * 60_000)
        : new Date(jstInstant(date).getTime() - 2 * HOUR_MS),
    };
  });
}

const HOUR_MS = 60 * 60_000;

function zone(
  number: number,
  code: string,
  nameJa: string,
  nameEn: string,
  terms: Pick<DemoZone, 'feeYen' | 'sameDay' | 'cutOffMinutes'>,
  rings: readonly (readonly LngLat[])[],
): DemoZone {
  const closed = rings.map((ring) => [...ring, ring[0]!]);
  return {
    id: demoId('zon', number),
    code,
    nameJa,
    nameEn,
    precedence: number,
    ...terms,
    slotCapacity: 40,
    // Little is enough for those who live around the flagship.
    minOrderYen: number === 1 ? 100 : 500,
    rings: closed,
  };
}

/** Days since 2020. */
function dayNumber(date: string): number {
  return Math.round((Date.parse(date) - Date.UTC(2020, 0, 1)) / (24 * HOUR_MS));
}

/** Even-odd rule. */
function inside(ring: readonly LngLat[], [lng, lat]: LngLat): boolean {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [lngA, latA] = ring[i]!;
    const [lngB, latB] = ring[j]!;
    if (latA > lat !== latB > lat && lng < ((lngB - lngA) * (lat - latA)) / (latB - latA) + lngA) odd = !odd;
  }
  return odd;
}
