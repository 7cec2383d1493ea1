import { hash } from 'node:crypto';

/** HELD until its expiry, ALLOCATED to a confirmed order, SHIPPED out of the books; RELEASED and EXPIRED gave back. */
export type ReservationStatus = 'HELD' | 'ALLOCATED' | 'SHIPPED' | 'RELEASED' | 'EXPIRED';

export interface StockLine {
  readonly variantId: string;
  /** 1 or more. */
  readonly quantity: number;
}

/** Stock that somebody wants under a key of theirs; each variant once. */
export interface ReservationRequest {
  readonly key: string;
  readonly orderId: string;
  readonly lines: readonly StockLine[];
  /** Where the pieces may come from; any location when there are none. */
  readonly locationIds?: readonly string[];
  readonly expiresAt: Date;
}

/** The reservation that is on record under a key. */
export interface KnownReservation {
  readonly key: string;
  readonly status: ReservationStatus;
  readonly expiresAt: Date;
  /** Empty for a tombstone. */
  readonly linesHash: string;
}

/** The pieces of one variant that one location can still promise. */
export interface OpenLevel {
  readonly levelId: string;
  readonly variantId: string;
  readonly locationId: string;
  /** Locations serve in this order. */
  readonly position: number;
  readonly available: number;
}

export interface Shortage {
  readonly variantId: string;
  readonly requested: number;
  readonly available: number;
}

export type ReserveAnswer =
  | { readonly kind: 'reserved'; readonly expiresAt: Date }
  | { readonly kind: 'insufficientStock'; readonly shortages: readonly Shortage[] }
  | { readonly kind: 'closed' }
  | { readonly kind: 'keyReused' };

/** Pieces of one level for one reservation. */
export interface Take {
  readonly levelId: string;
  readonly quantity: number;
}

/** One reservation's part of one level. */
export interface ReservedPart {
  readonly key: string;
  readonly levelId: string;
  readonly variantId: string;
  readonly quantity: number;
}

export interface NewReservation {
  readonly key: string;
  readonly orderId: string;
  readonly linesHash: string;
  readonly expiresAt: Date;
  readonly takes: readonly Take[];
}

export interface BatchDecision {
  /** In the order of the requests. */
  readonly answers: readonly ReserveAnswer[];
  readonly reservations: readonly NewReservation[];
}

/** Decides requests by arrival, each all or nothing, on levels that nobody else can change meanwhile. */
export function decideReservations(
  requests: readonly ReservationRequest[],
  state: {
    readonly levels: readonly OpenLevel[];
    readonly known: readonly KnownReservation[];
    readonly now: Date;
  },
): BatchDecision {
  const known = new Map(state.known.map((reservation) => [reservation.key, reservation]));
  const sources = sourcesByVariant(state.levels);
  const reservations: NewReservation[] = [];
  const answers = requests.map((request): ReserveAnswer => {
    const linesHash = hashOfLines(request.lines);
    const before = known.get(request.key);
    if (before) return answerAgain(before, linesHash, state.now);
    const serving = sourcesFrom(sources, request);
    const shortages = shortagesOf(request.lines, serving);
    if (shortages.length > 0) return { kind: 'insufficientStock', shortages };
    const { key, orderId, expiresAt } = request;
    known.set(key, { key, status: 'HELD', expiresAt, linesHash });
    reservations.push({ key, orderId, linesHash, expiresAt, takes: take(request.lines, serving) });
    return { kind: 'reserved', expiresAt };
  });
  return { answers, reservations };
}

/** Whether reservations take the last piece of one of these levels. */
export function ranOut(levels: readonly OpenLevel[], { reservations }: BatchDecision): boolean {
  const left = new Map(levels.map(({ levelId, available }) => [levelId, available]));
  for (const { takes } of reservations)
    for (const { levelId, quantity } of takes) left.set(levelId, left.get(levelId)! - quantity);
  return levels.some(({ levelId, available }) => available > 0 && left.get(levelId)! <= 0);
}

/** A hash that is the same for the same lines in any order. */
export function hashOfLines(lines: readonly StockLine[]): string {
  if (lines.length === 1) return hash('sha256', `${lines[0]!.variantId}:${lines[0]!.quantity}`, 'base64url');
  const sorted = lines.map(({ variantId, quantity }) => `${variantId}:${quantity}`).sort();
  return hash('sha256', sorted.join(','), 'base64url');
}

/** A key answers as it did first, for as long as what it promised stands. */
function answerAgain(before: KnownReservation, linesHash: string, now: Date): ReserveAnswer {
  switch (before.status) {
    case 'RELEASED':
    case 'EXPIRED':
      return { kind: 'closed' };
    case 'HELD':
      if (before.expiresAt <= now) return { kind: 'closed' };
      break;
    case 'ALLOCATED':
    case 'SHIPPED':
      break;
  }
  if (before.linesHash !== linesHash) return { kind: 'keyReused' };
  return { kind: 'reserved', expiresAt: before.expiresAt };
}

/** A level to take from, and what is left of it while a batch is decided. */
interface Source {
  readonly level: OpenLevel;
  left: number;
}

function sourcesByVariant(levels: readonly OpenLevel[]): Map<string, Source[]> {
  const sources = new Map<string, Source[]>();
  for (const level of levels) {
    const source = { level, left: level.available };
    const others = sources.get(level.variantId);
    if (others) others.push(source);
    else sources.set(level.variantId, [source]);
  }
  for (const ofVariant of sources.values()) {
    ofVariant.sort((one, other) => one.level.position - other.level.position);
  }
  return sources;
}

/** What may serve a request. The sources stay the batch's own: what is taken here is gone for the next. */
function sourcesFrom(
  sources: Map<string, Source[]>,
  { lines, locationIds = [] }: ReservationRequest,
): Map<string, Source[]> {
  if (locationIds.length === 0) return sources;
  return new Map(
    lines.map(({ variantId }) => [
      variantId,
      (sources.get(variantId) ?? []).filter(({ level }) => locationIds.includes(level.locationId)),
    ]),
  );
}

function shortagesOf(lines: readonly StockLine[], sources: Map<string, Source[]>): Shortage[] {
  const shortages: Shortage[] = [];
  for (const { variantId, quantity } of lines) {
    const available = sources.get(variantId)?.reduce((sum, { left }) => sum + left, 0) ?? 0;
    if (available < quantity) shortages.push({ variantId, requested: quantity, available });
  }
  return shortages;
}

/** One location when one has it all; else from as few as a simple choice finds: those that cover most lines first. */
function take(lines: readonly StockLine[], sources: Map<string, Source[]>): Take[] {
  const order = locationsByCover(lines, sources);
  const takes: Take[] = [];
  for (const { variantId, quantity } of lines) {
    let missing = quantity;
    const ofVariant = sources.get(variantId)!;
    for (const source of ofVariant.length === 1 ? ofVariant : inOrder(ofVariant, order)) {
      const taken = Math.min(source.left, missing);
      if (taken === 0) continue;
      source.left -= taken;
      missing -= taken;
      takes.push({ levelId: source.level.levelId, quantity: taken });
    }
  }
  return takes;
}

/** Rank by location: most lines covered in full first, then by position. */
function locationsByCover(lines: readonly StockLine[], sources: Map<string, Source[]>): Map<string, number> {
  const covers = new Map<string, { lines: number; readonly position: number }>();
  for (const { variantId, quantity } of lines) {
    for (const { level, left } of sources.get(variantId)!) {
      const cover = covers.get(level.locationId) ?? { lines: 0, position: level.position };
      if (left >= quantity) cover.lines += 1;
      covers.set(level.locationId, cover);
    }
  }
  const ranked = [...covers].sort(
    ([, one], [, other]) => other.lines - one.lines || one.position - other.position,
  );
  return new Map(ranked.map(([locationId], rank) => [locationId, rank]));
}

function inOrder(sources: readonly Source[], order: ReadonlyMap<string, number>): Source[] {
  return [...sources].sort(
    (one, other) => order.get(one.level.locationId)! - order.get(other.level.locationId)!,
  );
}
