import type { Database, Row } from '@depachika/database/database.ts';
import type { Point } from '../zones/point.ts';

/** SQL, as the partial index has it: a parcel that is to be brought nobody knows where. */
const UNPLACED = `latitude IS NULL AND status NOT IN ('DELIVERED', 'RETURNED', 'CANCELLED', 'LOST', 'DAMAGED')`;

export function unplacedParcels(
  database: Database,
  limit: number,
): Promise<{ readonly id: string; readonly orderId: string }[]> {
  return database.query<{ id: string; orderId: string } & Row>(
    `SELECT id, order_id AS "orderId" FROM delivery.shipments WHERE ${UNPLACED} ORDER BY id LIMIT $1`,
    [limit],
  );
}

/** A parcel that has ended meanwhile is left alone: what was erased stays so. */
export async function savePlace(
  database: Database,
  id: string,
  { latitude, longitude }: Point,
): Promise<void> {
  await database.query(
    `UPDATE delivery.shipments SET latitude = $2, longitude = $3 WHERE id = $1 AND ${UNPLACED}`,
    [id, latitude, longitude],
  );
}
