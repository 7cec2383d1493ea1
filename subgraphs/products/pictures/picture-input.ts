import { anyInvalid, type InvalidField } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readLine } from '@depachika/text/text.ts';
import type { Checked } from '../editing/product-input.ts';
import { messages } from '../messages/messages.ts';
import { MAX_UPLOAD_BYTES, UPLOAD_TYPES } from './making/recipe-rules.ts';
import type { FocalPoint } from './picture.ts';
import { isUploadSize, isUploadType } from './uploads/upload-rules.ts';

/** What staff say about a picture. */
export interface PictureTexts {
  readonly altJa: string;
  readonly altEn: string;
  readonly focalPoint: FocalPoint;
}

export interface PictureTextsInput {
  readonly altJa?: string | null;
  readonly altEn?: string | null;
  readonly focalPoint?: FocalPoint | null;
}

/** The texts that are given, or every field that is not allowed; null and absent ones are left out. */
export function readPictureTexts(input: PictureTextsInput): Checked<Partial<PictureTexts>> {
  const value: { -readonly [F in keyof PictureTexts]?: PictureTexts[F] } = {};
  const wrong: InvalidField[] = [];
  for (const field of ['altJa', 'altEn'] as const) {
    const given = input[field];
    if (given === null || given === undefined) continue;
    const line = readLine(given, ALT);
    if (line === undefined) wrong.push({ field, allowed: allowed.line(ALT) });
    else value[field] = line;
  }
  const { focalPoint } = input;
  if (focalPoint) {
    value.focalPoint = { x: focalPoint.x, y: focalPoint.y };
    for (const axis of ['x', 'y'] as const)
      if (!(focalPoint[axis] >= 0 && focalPoint[axis] <= 1))
        wrong.push({ field: `focalPoint.${axis}`, allowed: allowed.range({ from: 0, to: 1 }) });
  }
  return anyInvalid(wrong) ?? { kind: 'checked', value };
}

/** Undefined where an upload of this type and size is allowed. */
export function checkUpload({
  contentType,
  bytes,
}: {
  readonly contentType: string;
  readonly bytes: number;
}) {
  return anyInvalid([
    isUploadType(contentType)
      ? undefined
      : { field: 'contentType', allowed: messages.allowed.oneOf(UPLOAD_TYPES) },
    isUploadSize(bytes)
      ? undefined
      : { field: 'bytes', allowed: allowed.range({ from: 1, to: MAX_UPLOAD_BYTES }) },
  ]);
}

/** In the middle, where staff say nothing. */
export const MIDDLE: FocalPoint = { x: 0.5, y: 0.5 };
const ALT = { min: 1, max: 200 };
