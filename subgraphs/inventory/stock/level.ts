/** Where stock of a variant lies. */
export interface LevelKey {
  readonly variantId: string;
  readonly locationId: string;
}

/** A level as it stands. */
export interface Level extends LevelKey {
  readonly id: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly backorderLimit: number;
  readonly version: number;
}

/** Pieces that can be bought now. */
export function available(level: Level): number {
  return level.onHand + level.backorderLimit - level.reserved;
}

export type StockStatus = 'OUT_OF_STOCK' | 'LOW' | 'IN_STOCK';

/** The word that a shopper reads for the pieces that can be bought. */
export function stockStatus(pieces: number): StockStatus {
  if (pieces === 0) return 'OUT_OF_STOCK';
  return pieces <= LOW_STOCK ? 'LOW' : 'IN_STOCK';
}

const LOW_STOCK = 5;
