import {
  type InvalidInput,
  invalidInput,
  type VersionConflict,
  versionConflict,
} from '@depachika/domain/problems.ts';
import {
  allowedLine,
  allowedParagraphs,
  isStorable,
  readLine,
  readParagraphs,
} from '@depachika/text/text.ts';
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

/** @returns the first field that is not allowed */
export function checkReceipt(receipt: Receipt): InvalidInput | undefined {
  if (!isStorable(receipt.idempotencyKey, { min: 1, max: MAX_KEY_CHARACTERS })) {
    return invalidInput('idempotencyKey', `1 to ${MAX_KEY_CHARACTERS} characters`);
  }
  if (!isWhole(receipt.quantity, 1, MAX_PIECES)) return invalidInput('quantity', 'from 1 to 1,000,000');
  if (readLine(receipt.reference, REFERENCE) === undefined) {
    return invalidInput('reference', allowedLine(REFERENCE));
  }
  return undefined;
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

/** @returns the first field that is not allowed */
export function checkCount(count: Count): InvalidInput | undefined {
  if (!isWhole(count.onHand, 0, MAX_PIECES)) return invalidInput('onHand', 'from 0 to 1,000,000');
  if (count.backorderLimit !== undefined && !isWhole(count.backorderLimit, 0, MAX_PIECES)) {
    return invalidInput('backorderLimit', 'from 0 to 1,000,000');
  }
  if (!isWhole(count.expectedVersion, 0, Number.MAX_SAFE_INTEGER))
    return invalidInput('expectedVersion', '0 or more');
  if (readParagraphs(count.reason, REASON) === undefined) {
    return invalidInput('reason', allowedParagraphs(REASON));
  }
  return undefined;
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

function isWhole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}

const REFERENCE = { min: 0, max: MAX_TEXT_CHARACTERS };
const REASON = { min: 1, max: MAX_TEXT_CHARACTERS };
