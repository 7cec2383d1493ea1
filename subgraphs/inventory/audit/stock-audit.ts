/** A level whose figures are not what its books say. */
export interface Difference {
  readonly levelId: string;
  readonly variantId: string;
  readonly locationId: string;
  readonly onHand: number;
  /** Sum of the movements: what `onHand` must be. */
  readonly moved: number;
  readonly reserved: number;
  /** Sum of the active reservations: what `reserved` must be. */
  readonly promised: number;
}

/** Goods of an order that did not stay with its customer, where the books do not say what was decided of them. */
export interface GoodsDifference {
  readonly orderId: string;
  readonly levelId: string;
  /** What the decision says; 0 where there is none. */
  readonly restocked: number;
  readonly writtenOff: number;
  /** What the movements say. */
  readonly bookedBack: number;
  readonly bookedOff: number;
  /** Pieces that the decision is about, and pieces that the order took from this level. */
  readonly quantity: number;
  readonly taken: number;
}

export interface AuditReport {
  readonly levels: number;
  readonly movements: number;
  readonly activeReservations: number;
  /** At most {@link MAX_DIFFERENCES}, by variant and location. */
  readonly differences: readonly Difference[];
  /** At most {@link MAX_DIFFERENCES}, by order. */
  readonly goodsDifferences: readonly GoodsDifference[];
  /** All that there are, of both kinds. */
  readonly differenceCount: number;
}

export const MAX_DIFFERENCES = 1000;

/** The report for people; one line per difference. */
export function auditText(report: AuditReport): string {
  const { levels, movements, activeReservations, differences, goodsDifferences, differenceCount } = report;
  const looked = `${levels} levels, ${movements} movements, ${activeReservations} active reservations`;
  if (differenceCount === 0) return `Stock is right: ${looked}.`;
  const lines = [...differences.map(describe), ...goodsDifferences.map(describeGoods)];
  const more = differenceCount - lines.length;
  if (more > 0) lines.push(`… and ${more} more`);
  return [`Stock is WRONG at ${differenceCount} of ${looked}:`, ...lines].join('\n');
}

function describeGoods({ orderId, levelId, ...figures }: GoodsDifference): string {
  const { restocked, writtenOff, bookedBack, bookedOff, quantity, taken } = figures;
  const wrong: string[] = [];
  if (restocked !== bookedBack) wrong.push(`${restocked} back on the shelf, ${bookedBack} by movements`);
  if (writtenOff !== bookedOff) wrong.push(`${writtenOff} written off, ${bookedOff} by movements`);
  if (quantity !== taken) wrong.push(`${quantity} came back, ${taken} had left`);
  return `  goods of ${orderId} at ${levelId}: ${wrong.join('; ')}`;
}

function describe({ variantId, locationId, ...figures }: Difference): string {
  const wrong: string[] = [];
  if (figures.onHand !== figures.moved)
    wrong.push(`${figures.onHand} on hand, ${figures.moved} by movements`);
  if (figures.reserved !== figures.promised)
    wrong.push(`${figures.reserved} reserved, ${figures.promised} promised`);
  return `  ${variantId} at ${locationId}: ${wrong.join('; ')}`;
}
