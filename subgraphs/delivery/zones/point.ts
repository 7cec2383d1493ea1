import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';

/** WGS 84, degrees. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** @returns undefined for a place on Earth */
export function checkPoint({ latitude, longitude }: Point): InvalidInput | undefined {
  if (!(Math.abs(latitude) <= 90)) return invalidInput('latitude', 'from -90 to 90');
  if (!(Math.abs(longitude) <= 180)) return invalidInput('longitude', 'from -180 to 180');
  return undefined;
}

/** A point as the key of a lookup. */
export function pointKey({ latitude, longitude }: Point): string {
  return `${latitude} ${longitude}`;
}
