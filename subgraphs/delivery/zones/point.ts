import { anyInvalid, type InvalidInput } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';

/** WGS 84, degrees. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** @returns undefined for a place on Earth */
export function checkPoint({ latitude, longitude }: Point): InvalidInput | undefined {
  return anyInvalid([
    Math.abs(latitude) <= 90 ? undefined : { field: 'latitude', allowed: allowed.latitude },
    Math.abs(longitude) <= 180 ? undefined : { field: 'longitude', allowed: allowed.longitude },
  ]);
}

/** A point as the key of a lookup. */
export function pointKey({ latitude, longitude }: Point): string {
  return `${latitude} ${longitude}`;
}
