import {
  anyInvalid,
  type InvalidField,
  type InvalidInput,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { isStorable, readLine, readParagraphs } from '@depachika/text/text.ts';
import type { Level, LevelKey } from './level.ts';

/** Pieces that arrived. */
export interface Receipt extends LevelKey {
  readonly idempotencyKey: string;
  readonly quantity: number;
  readonly reference: string;
}

/** Pieces that staff counted. */
export interface Count extends LevelKey {
  readonly onHand: number;
  readonly backorderLimit: number | undefined;
  /** 0 when there was no level yet. */
  readonly expectedVersion: number;
  readonly reason: string;
}

/** Fewer pieces were counted than orders are promised. */
export interface StockPromised {
  readonly kind: 'stockPromised';
  readonly reserved: number;
}

export const MAX_PIECES = 1_000_000;
/** The database's own limit of a level. */
export const MAX_ON_HAND = 1_000_000_000;
export const MAX_KEY_CHARACTERS = 100;
export const MAX_TEXT_CHARACTERS = 200;

/** @returns every field that is not allowed */
export function checkReceipt({ idempotencyKey, quantity, reference }: Receipt): InvalidInput | undefined {
  return anyInvalid([
    isStorable(idempotencyKey, KEY)
      ? undefined
      : { field: 'idempotencyKey', allowed: allowed.characters(KEY) },
    wrongWhole('quantity', quantity, { from: 1, to: MAX_PIECES }),
    readLine(reference, REFERENCE) === undefined
      ? { field: 'reference', allowed: allowed.line(REFERENCE) }
      : undefined,
  ]);
}

/** Whether a key was used for this delivery before, and not for another one. */
export function isSameReceipt(first: Omit<Receipt, 'idempotencyKey'>, receipt: Receipt): boolean {
  return (
    first.variantId === receipt.variantId &&
    first.locationId === receipt.locationId &&
    first.quantity === receipt.quantity &&
    first.reference === receipt.reference
  );
}

/** @returns every field that is not allowed */
export function checkCount(count: Count): InvalidInput | undefined {
  const { onHand, backorderLimit, expectedVersion, reason } = count;
  const pieces = { from: 0, to: MAX_PIECES };
  return anyInvalid([
    wrongWhole('onHand', onHand, pieces),
    backorderLimit === undefined ? undefined : wrongWhole('backorderLimit', backorderLimit, pieces),
    isWhole(expectedVersion, { from: 0, to: Number.MAX_SAFE_INTEGER })
      ? undefined
      : { field: 'expectedVersion', allowed: allowed.atLeast(0) },
    readParagraphs(reason, REASON) === undefined
      ? { field: 'reason', allowed: allowed.paragraphs(REASON) }
      : undefined,
  ]);
}

/** The level after the pieces were booked in, or undefined when it cannot hold so many. */
export function received(level: Level, quantity: number): Level | undefined {
  const onHand = level.onHand + quantity;
  return onHand > MAX_ON_HAND ? undefined : { ...level, onHand, version: level.version + 1 };
}

/** The level as counted; never fewer pieces than are promised. */
export function counted(level: Level, count: Count): Level | VersionConflict | StockPromised {
  if (level.version !== count.expectedVersion) {
    return versionConflict({ expectedVersion: count.expectedVersion, currentVersion: level.version });
  }
  const backorderLimit = count.backorderLimit ?? level.backorderLimit;
  if (level.reserved > count.onHand + backorderLimit)
    return { kind: 'stockPromised', reserved: level.reserved };
  return { ...level, onHand: count.onHand, backorderLimit, version: level.version + 1 };
}

/** A level before its first change. */
export function emptyLevel(id: string, key: LevelKey): Level {
  return { id, ...key, onHand: 0, reserved: 0, backorderLimit: 0, version: 0 };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function wrongWhole(field: string, value: number, range: Range): InvalidField | undefined {
  return isWhole(value, range) ? undefined : { field, allowed: allowed.range(range) };
}

function isWhole(value: number, { from, to }: Range): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}

const KEY = { min: 1, max: MAX_KEY_CHARACTERS };
const REFERENCE = { min: 0, max: MAX_TEXT_CHARACTERS };
const REASON = { min: 1, max: MAX_TEXT_CHARACTERS };
