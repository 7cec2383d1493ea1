export type MovementKind = 'RECEIVED' | 'ADJUSTED' | 'SHIPPED' | 'RETURNED';

/** One change of the pieces on hand. */
export interface Movement {
  readonly id: string;
  readonly levelId: string;
  readonly kind: MovementKind;
  /** Pieces, never 0; negative when they left. */
  readonly quantity: number;
  readonly reference: string;
  readonly actor: string;
  readonly createdAt: Date;
}
