import type { Transaction } from '@depachika/database/database.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { Movement } from './movement.ts';

/** A movement before it is booked; most write nothing off. */
export type NewMovement = Omit<Movement, 'id' | 'writtenOff'> & { readonly writtenOff?: number };

/** Books the movement that explains a change of on_hand in the same transaction. */
export async function book(tx: Transaction, movements: readonly NewMovement[]): Promise<void> {
  const rows = movements.map((movement) => ({ writtenOff: 0, ...movement, id: newId('mov') }));
  await tx.query(
    `INSERT INTO inventory.movements (id, level_id, kind, quantity, written_off, reference, actor, created_at)
     SELECT id, "levelId", kind, quantity, "writtenOff", reference, actor, "createdAt"
     FROM jsonb_to_recordset($1::jsonb) AS movement (id text, "levelId" text, kind text, quantity int, "writtenOff" int,
       reference text,
       actor text, "createdAt" timestamptz)`,
    [JSON.stringify(rows)],
  );
}
