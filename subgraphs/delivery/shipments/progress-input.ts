import { anyInvalid, type InvalidField, type InvalidInput, wrongFields } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readParagraphs } from '@depachika/text/text.ts';
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

/** The step that staff want to book, or every field that is not allowed. */
export function checkProgress({
  status,
  note,
  latitude,
  longitude,
}: ProgressInput): { readonly kind: 'checked'; readonly step: Step } | InvalidInput {
  const text = readParagraphs(note, NOTE, 'NFKC');
  const wrongNote = text === undefined ? [{ field: 'note', allowed: allowed.paragraphs(NOTE) }] : [];
  const invalid = anyInvalid([...wrongNote, ...wrongPoint(latitude, longitude)]);
  if (invalid) return invalid;
  const point = latitude === undefined || longitude === undefined ? {} : { point: { latitude, longitude } };
  return { kind: 'checked', step: { to: status, note: text!, ...point } };
}

function wrongPoint(latitude: number | undefined, longitude: number | undefined): readonly InvalidField[] {
  if (latitude === undefined && longitude === undefined) return [];
  if (latitude === undefined || longitude === undefined) {
    const field = latitude === undefined ? 'latitude' : 'longitude';
    return [{ field, allowed: allowed.givenWithOther }];
  }
  const wrong = checkPoint({ latitude, longitude });
  return wrong ? wrongFields(wrong) : [];
}
