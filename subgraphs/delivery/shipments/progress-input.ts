import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { allowedParagraphs, readParagraphs } from '@depachika/text/text.ts';
import { checkPoint } from '../zones/point.ts';
import type { Step } from './shipment.ts';
import type { ShipmentStatus } from './shipment-rules.ts';

export interface ProgressInput {
  readonly shipmentId: string;
  readonly expectedVersion: number;
  readonly status: ShipmentStatus;
  readonly note: string;
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
  /** The customer wants it before its slot. */
  readonly agreedEarlier: boolean;
}

const NOTE = { min: 0, max: 200 };

/** The step that staff want to book, or the first field that is not allowed. */
export function checkProgress({
  status,
  note,
  latitude,
  longitude,
}: ProgressInput): { readonly kind: 'checked'; readonly step: Step } | InvalidInput {
  const text = readParagraphs(note, NOTE, 'NFKC');
  if (text === undefined) return invalidInput('note', allowedParagraphs(NOTE));
  if (latitude === undefined && longitude === undefined)
    return { kind: 'checked', step: { to: status, note: text } };
  if (latitude === undefined || longitude === undefined) {
    const field = latitude === undefined ? 'latitude' : 'longitude';
    return invalidInput(field, 'given together with the other one');
  }
  const point = { latitude, longitude };
  return checkPoint(point) ?? { kind: 'checked', step: { to: status, note: text, point } };
}
