import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { ObjectStorage } from '@depachika/object-storage/object-storage.ts';
import { objectNames, uploadName } from '../picture.ts';
import { deletePictures, removedPictures } from '../picture-store.ts';
import { deleteUploads, expiredUploads } from '../uploads/upload-store.ts';

const HOUR_MS = 60 * 60_000;
/** An upload that can be used no more is kept for so long: storage may still be taking its bytes. */
export const UPLOAD_GRACE_MS = HOUR_MS;
/** Pages that were read before a picture was removed may ask for it for so long. */
export const REMOVED_GRACE_MS = 48 * HOUR_MS;
/** Of each kind at a time. */
const MOST = 100;

/**
 * Removes the objects of uploads that have expired and of pictures that were taken off, and then what is known of them: a
 * process that dies in between does it again. @returns how many of both
 */
export async function removeOrphans({
  database,
  storage,
  clock,
}: {
  readonly database: Database;
  readonly storage: ObjectStorage;
  readonly clock: Clock;
}): Promise<number> {
  const now = clock.now().getTime();
  const uploads = await expiredUploads(database, new Date(now - UPLOAD_GRACE_MS), MOST);
  await storage.remove(uploads.map(uploadName));
  await deleteUploads(database, uploads);
  const removed = await removedPictures(database, new Date(now - REMOVED_GRACE_MS), MOST);
  const names = removed.flatMap(({ id, contentHash }) =>
    contentHash === null ? [] : objectNames({ id, contentHash }),
  );
  await storage.remove(names);
  await deletePictures(
    database,
    removed.map(({ id }) => id),
  );
  return uploads.length + removed.length;
}
