import { claimDueRows } from '@depachika/background/due-rows.ts';
import type { Row, Sql, Transaction } from '@depachika/database/database.ts';
import type { PictureRecord, PictureRefusal } from './picture.ts';
import { PICTURE_COLUMNS, type PictureRow, toPicture } from './picture-reader.ts';

export interface NewPicture
  extends Pick<
    PictureRecord,
    'id' | 'productId' | 'variantId' | 'position' | 'altJa' | 'altEn' | 'focalPoint'
  > {
  readonly uploadId: string;
  readonly contentType: string;
  readonly createdAt: Date;
}

export async function insertPicture(tx: Transaction, picture: NewPicture): Promise<void> {
  const { id, productId, variantId, position, altJa, altEn, focalPoint, uploadId, contentType } = picture;
  await tx.query(
    `INSERT INTO catalog.product_pictures (id, product_id, variant_id, position, alt_ja, alt_en, focal_x, focal_y,
       state, upload_id, content_type, due_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'PENDING', $9, $10, $11, $11)`,
    [
      ...[id, productId, variantId, position, altJa, altEn, focalPoint.x, focalPoint.y],
      ...[uploadId, contentType, picture.createdAt],
    ],
  );
}

/** What staff may change of a picture; its product is locked. */
export async function savePicture(tx: Transaction, picture: PictureRecord): Promise<void> {
  const { id, variantId, altJa, altEn, focalPoint } = picture;
  await tx.query(
    `UPDATE catalog.product_pictures SET variant_id = $2, alt_ja = $3, alt_en = $4, focal_x = $5, focal_y = $6
     WHERE id = $1`,
    [id, variantId, altJa, altEn, focalPoint.x, focalPoint.y],
  );
}

/** Puts pictures in this order; their product is locked. */
export async function orderPictures(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE catalog.product_pictures p SET position = o.position - 1
     FROM unnest($1::text[]) WITH ORDINALITY AS o (id, position) WHERE p.id = o.id`,
    [ids],
  );
}

/** Takes it off its product. Its files go later: pages that were read before may still ask for them. */
export async function removePicture(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.query('UPDATE catalog.product_pictures SET removed_at = $2 WHERE id = $1', [id, now]);
}

/** The pictures of a product that is locked, in order. */
export async function picturesOfLocked(tx: Transaction, productId: string): Promise<PictureRecord[]> {
  const rows = await tx.query<PictureRow>(
    `SELECT ${PICTURE_COLUMNS} FROM catalog.product_pictures WHERE product_id = $1 AND removed_at IS NULL
     ORDER BY position, id`,
    [productId],
  );
  return rows.map(toPicture);
}

/** A picture that files are to be made of. */
export interface DuePicture {
  readonly id: string;
  readonly productId: string;
  readonly uploadId: string;
  readonly contentType: string;
  /** This one included, 1 or more. */
  readonly attempts: number;
}

/** Takes the next picture in hand: until the lease ends nobody else does. A process that dies now leaves it to be made later. */
export async function claimPicture(
  sql: Sql,
  { now, leaseUntil }: { readonly now: Date; readonly leaseUntil: Date },
): Promise<DuePicture | undefined> {
  const [picture] = await claimDueRows<DuePicture>(
    sql,
    {
      table: 'catalog.product_pictures',
      key: 'id',
      due: `state = 'PENDING' AND removed_at IS NULL AND due_at <= $1`,
      orderBy: 'due_at',
      limit: 1,
      set: 'attempts = attempts + 1, due_at = $2',
      returning: `id, product_id AS "productId", upload_id AS "uploadId", content_type AS "contentType", attempts`,
    },
    [now, leaseUntil],
  );
  return picture;
}

/** Before its first file is kept: whoever removes the picture knows what to remove. */
export async function noteHash(sql: Sql, id: string, contentHash: string): Promise<void> {
  await sql.query('UPDATE catalog.product_pictures SET content_hash = $2 WHERE id = $1', [id, contentHash]);
}

export async function noteReady(
  sql: Sql,
  id: string,
  made: { readonly width: number; readonly height: number; readonly widths: readonly number[] },
): Promise<void> {
  await sql.query(
    `UPDATE catalog.product_pictures SET state = 'READY', width = $2, height = $3, widths = $4
     WHERE id = $1 AND state = 'PENDING'`,
    [id, made.width, made.height, made.widths],
  );
}

export async function noteRefused(sql: Sql, id: string, refusal: PictureRefusal): Promise<void> {
  await sql.query(
    `UPDATE catalog.product_pictures SET state = 'REFUSED', refusal = $2 WHERE id = $1 AND state = 'PENDING'`,
    [id, refusal],
  );
}

/** SQL: since when pictures wait for their files. */
export function waitingSinceSql(instant: string): string {
  return `SELECT created_at AS since FROM catalog.product_pictures
    WHERE state = 'PENDING' AND removed_at IS NULL AND due_at <= ${instant}`;
}

export interface RemovedPicture {
  readonly id: string;
  /** Null where no file was ever kept. */
  readonly contentHash: string | null;
}

/** Pictures that were taken off their products before this moment. */
export function removedPictures(sql: Sql, before: Date, limit: number): Promise<RemovedPicture[]> {
  return sql.query<RemovedPicture & Row>(
    `SELECT id, content_hash AS "contentHash" FROM catalog.product_pictures
     WHERE removed_at <= $1 ORDER BY removed_at LIMIT $2`,
    [before, limit],
  );
}

export async function deletePictures(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.query('DELETE FROM catalog.product_pictures WHERE id = ANY($1::text[])', [ids]);
}
