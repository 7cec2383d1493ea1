import type { InvalidField } from '@depachika/domain/problems.ts';
import type { LocalizedText } from '@depachika/messages/localized-text.ts';
import { messages } from '../messages/messages.ts';
import type { PostalCode } from '../postal-codes/postal-codes.ts';

/** WGS 84, degrees. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** What the shop knows of a postal code. */
export interface KnownPlaces {
  /** The places of the code itself; empty when the code is not known. */
  readonly ofCode: readonly PostalCode[];
  /**
   * The places whose codes begin with the same three digits, which one post office delivers. A building's own code is
   * among them, though no list of towns has it.
   */
  readonly ofArea: readonly PostalCode[];
}

/** What an address says of its place. */
export interface PlaceClaim {
  readonly postalCode: string;
  readonly prefecture: string | undefined;
  readonly municipality: string | undefined;
  readonly street: string;
  /** The point given with the address; undefined when it has none of its own. */
  readonly ownPoint: Point | undefined;
}

export interface AgreedPlace {
  readonly prefecture: string;
  readonly municipality: string;
  /** Null when the shop does not know where it is. */
  readonly point: Point | null;
}

export type PlaceAgreement =
  | { readonly kind: 'agreed'; readonly place: AgreedPlace }
  | { readonly kind: 'contradicted'; readonly wrong: readonly [InvalidField, ...InvalidField[]] };

/** How far an address's own point may lie from a place of its postal code. */
export const MAX_METRES_FROM_PLACE = 2_000;

/**
 * Whether postal code, prefecture, municipality and own point of an address agree. A prefecture or municipality that is
 * not given is that of the code, when the code has one only.
 * @returns every field that contradicts the code, or what they agree on
 */
export function agreePlace(claim: PlaceClaim, { ofCode, ofArea }: KnownPlaces): PlaceAgreement {
  return ofCode.length > 0 ? agreeWithCode(claim, ofCode) : agreeWithArea(claim, ofArea);
}

/** Metres along the ground. */
export function metresBetween(one: Point, other: Point): number {
  const north = radians(other.latitude - one.latitude);
  const east = radians(other.longitude - one.longitude);
  const chord =
    Math.sin(north / 2) ** 2 +
    Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * Math.sin(east / 2) ** 2;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(chord)));
}

const EARTH_RADIUS_METRES = 6_371_008.8;

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function agreeWithCode(claim: PlaceClaim, places: readonly PostalCode[]): PlaceAgreement {
  const { postalCode, ownPoint } = claim;
  const prefecture = agreeOn('prefecture', claim, places);
  const municipality = agreeOn('municipality', claim, prefecture.places);
  const wrong = [...prefecture.wrong, ...municipality.wrong, ...pointAstray(ownPoint, postalCode, places)];
  const point = ownPoint ?? pointOfTown(claim.street, municipality.places);
  return outcome(wrong, { ...claim, ...municipality.places[0] }, point);
}

/** Towns of a code that is not known are not known either, so that its municipality counts where a point hangs on it. */
function agreeWithArea(claim: PlaceClaim, area: readonly PostalCode[]): PlaceAgreement {
  const { postalCode, ownPoint } = claim;
  const missing = (['prefecture', 'municipality'] as const).filter((field) => claim[field] === undefined);
  const wrong = missing.map((field) => ({ field, allowed: messages.allowed.placeOfUnknownCode }));
  if (area.length === 0) {
    const unchecked = ownPoint ? pointWrong(messages.allowed.noPointNear(postalCode)) : [];
    return outcome([...wrong, ...unchecked], claim, null);
  }
  const prefecture = agreeOn('prefecture', claim, area);
  const municipality = ownPoint ? agreeOn('municipality', claim, prefecture.places) : prefecture;
  const contradicted = [...prefecture.wrong, ...(ownPoint ? municipality.wrong : [])];
  const others = contradicted.filter(({ field }) => !wrong.some((known) => known.field === field));
  const astray = pointAstray(ownPoint, postalCode, municipality.places);
  return outcome([...wrong, ...others, ...astray], claim, ownPoint ?? null);
}

interface Agreement {
  readonly wrong: readonly InvalidField[];
  /** The places that have the name given; all when none has. */
  readonly places: readonly PostalCode[];
}

function agreeOn(
  field: 'prefecture' | 'municipality',
  claim: PlaceClaim,
  places: readonly PostalCode[],
): Agreement {
  const names = [...new Set(places.map((place) => place[field]))];
  const name = claim[field] ?? (names.length === 1 ? names[0] : undefined);
  const named = places.filter((place) => place[field] === name);
  if (named.length > 0) return { wrong: [], places: named };
  const { postalCode } = claim;
  const allowed = messages.allowed.placesOfCode({ names: names.slice(0, MAX_NAMES), postalCode });
  return { wrong: [{ field, allowed }], places };
}

/** The most names that a refusal lists. */
const MAX_NAMES = 10;

function pointAstray(
  point: Point | undefined,
  postalCode: string,
  places: readonly PostalCode[],
): readonly InvalidField[] {
  if (!point || places.some((place) => metresBetween(point, place) <= MAX_METRES_FROM_PLACE)) return [];
  return pointWrong(messages.allowed.nearCode({ metres: MAX_METRES_FROM_PLACE, postalCode }));
}

function pointWrong(allowed: LocalizedText): readonly InvalidField[] {
  return [
    { field: 'latitude', allowed },
    { field: 'longitude', allowed },
  ];
}

/** The point of the town that the street begins with, where a code has several towns. No town is guessed. */
function pointOfTown(street: string, places: readonly PostalCode[]): Point | null {
  const named = places.length === 1 ? places : places.filter(({ town }) => street.startsWith(town));
  const [place] = named.toSorted((one, other) => other.town.length - one.town.length);
  return place ? { latitude: place.latitude, longitude: place.longitude } : null;
}

function outcome(
  [first, ...others]: readonly InvalidField[],
  { prefecture, municipality }: Pick<PlaceClaim, 'prefecture' | 'municipality'>,
  point: Point | null,
): PlaceAgreement {
  if (first) return { kind: 'contradicted', wrong: [first, ...others] };
  return { kind: 'agreed', place: { prefecture: prefecture!, municipality: municipality!, point } };
}
