/** Why something cannot be at a place: the first of these that holds. */
export type PromiseRefusal =
  | 'UNKNOWN_POSTAL_CODE'
  | 'OUTSIDE_ZONES'
  | 'NOT_SOLD'
  | 'OUT_OF_STOCK'
  | 'CLOSED'
  | 'NO_SLOT';
