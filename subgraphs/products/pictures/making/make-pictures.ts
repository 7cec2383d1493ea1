import type { StepResult } from '@depachika/background/polling-loop.ts';
import type { Cache } from '@depachika/cache/cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import type { CrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { ObjectStorage } from '@depachika/object-storage/object-storage.ts';
import type { Logger } from 'pino';
import { forgetProducts } from '../../catalogue/catalogue-cache.ts';
import { originalName, type PictureRefusal, sourceName, uploadName } from '../picture.ts';
import { claimPicture, type DuePicture, noteHash, noteReady, noteRefused } from '../picture-store.ts';
import { type Inspection, inspectPicture } from './inspect-picture.ts';
import { contentHash, widthsFor } from './recipe-rules.ts';
import { makeFiles } from './sharp-pictures.ts';

export interface MakingDependencies {
  readonly database: Database;
  readonly cache: Cache;
  readonly storage: ObjectStorage;
  readonly clock: Clock;
  readonly crashPoints: CrashPoints;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Nobody else takes a picture in hand for so long: longer than the largest one needs. */
export const LEASE_MS = 5 * 60_000;
/** A picture in whose middle so many processes have died, or storage was away so often, is given up. */
export const MOST_ATTEMPTS = 10;

/**
 * Makes the files of the picture that has waited longest. Whoever dies on the way leaves it to be made once more: the same bytes have
 * the same names, so that nothing is there twice.
 */
export async function makeDuePicture(deps: MakingDependencies): Promise<StepResult> {
  const now = deps.clock.now();
  const leaseUntil = new Date(now.getTime() + LEASE_MS);
  const picture = await claimPicture(deps.database, { now, leaseUntil });
  if (!picture) return 'idle';
  const refusal = picture.attempts > MOST_ATTEMPTS ? 'NOT_PROCESSED' : await makePicture(deps, picture);
  if (refusal) await noteRefused(deps.database, picture.id, refusal);
  deps.crashPoints.reach('products.pictures.noted');
  await forgetProducts(deps.cache, [picture.productId]);
  return 'more';
}

/** @returns why there is no picture; undefined when there is one */
async function makePicture(
  deps: MakingDependencies,
  { id, uploadId, contentType }: DuePicture,
): Promise<PictureRefusal | undefined> {
  const { database, storage, crashPoints } = deps;
  const bytes = await storage.get(uploadName(uploadId));
  if (!bytes) return 'NOT_PROCESSED';
  const found = await inspectPicture(bytes, contentType);
  if (found.kind === 'refused') return found.refusal;
  const hash = contentHash(bytes);
  await noteHash(database, id, hash);
  crashPoints.reach('products.pictures.inspected');
  await storage.put(originalName({ id, contentHash: hash }), bytes, { contentType });
  crashPoints.reach('products.pictures.originalKept');
  const broken = await keepFiles(deps, { id, contentHash: hash, bytes, width: found.width });
  if (broken) return broken;
  await noteReady(database, id, madeOf(found));
  return undefined;
}

/** What cannot be decoded to its end is refused: its files are none. What storage throws is no fault of the picture's. */
async function keepFiles(
  { storage, crashPoints, logger }: MakingDependencies,
  picture: {
    readonly id: string;
    readonly contentHash: string;
    readonly bytes: Buffer;
    readonly width: number;
  },
): Promise<'UNREADABLE' | undefined> {
  const files = makeFiles(picture.bytes, picture.width);
  while (true) {
    const next = await files.next().catch((error: unknown) => {
      logger.warn({ err: error, pictureId: picture.id }, 'a picture cannot be decoded');
      return undefined;
    });
    if (!next) return 'UNREADABLE';
    if (next.done) return undefined;
    const { width, recipe, bytes } = next.value;
    const name = sourceName(picture, { width, extension: recipe.extension });
    await storage.put(name, bytes, { contentType: recipe.mediaType });
    crashPoints.reach('products.pictures.fileKept');
  }
}

function madeOf({ width, height }: Extract<Inspection, { readonly kind: 'picture' }>) {
  return { width, height, widths: widthsFor(width) };
}
