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

export interface AuditReport {
  readonly levels: number;
  readonly movements: number;
  readonly activeReservations: number;
  /** At most {@link MAX_DIFFERENCES}, by variant and location. */
  readonly differences: readonly Difference[];
  /** All that there are. */
  readonly differenceCount: number;
}

export const MAX_DIFFERENCES = 1000;

/** The report for people; one line per difference. */
export function auditText(report: AuditReport): string {
  const { levels, movements, activeReservations, differences, differenceCount } = report;
  const looked = `${levels} levels, ${movements} movements, ${activeReservations} active reservations`;
  if (differenceCount === 0) return `Stock is right: ${looked}.`;
  const lines = differences.map(describe);
  const more = differenceCount - differences.length;
  if (more > 0) lines.push(`… and ${more} more`);
  return [`Stock is WRONG at ${differenceCount} of ${looked}:`, ...lines].join('\n');
}

function describe({ variantId, locationId, ...figures }: Difference): string {
  const wrong: string[] = [];
  if (figures.onHand !== figures.moved)
    wrong.push(`${figures.onHand} on hand, ${figures.moved} by movements`);
  if (figures.reserved !== figures.promised)
    wrong.push(`${figures.reserved} reserved, ${figures.promised} promised`);
  return `  ${variantId} at ${locationId}: ${wrong.join('; ')}`;
}
