export type MovementKind = 'RECEIVED' | 'ADJUSTED' | 'SHIPPED' | 'RETURNED' | 'WRITTEN_OFF';

/** One change of the pieces on hand. */
export interface Movement {
  readonly id: string;
  readonly levelId: string;
  readonly kind: MovementKind;
  /** Pieces; negative when they left, 0 when they were written off after they had left. */
  readonly quantity: number;
  /** WRITTEN_OFF: pieces of an order that will not come back to the shelf; else 0. */
  readonly writtenOff: number;
  readonly reference: string;
  readonly actor: string;
  readonly createdAt: Date;
}
