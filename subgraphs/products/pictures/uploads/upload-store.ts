import type { Row, Sql, Transaction } from '@depachika/database/database.ts';
import type { UploadRecord } from './upload-rules.ts';

const COLUMNS = `id, product_id AS "productId", actor, content_type AS "contentType", bytes, expires_at AS "expiresAt",
  picture_id AS "pictureId"`;

export async function insertUpload(
  sql: Sql,
  upload: Omit<UploadRecord, 'pictureId'> & { readonly secretHash: Buffer; readonly createdAt: Date },
): Promise<void> {
  const { id, secretHash, productId, actor, contentType, bytes, createdAt, expiresAt } = upload;
  await sql.query(
    `INSERT INTO catalog.picture_uploads (id, secret_hash, product_id, actor, content_type, bytes, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, secretHash, productId, actor, contentType, bytes, createdAt, expiresAt],
  );
}

/** The upload of this secret. A hash is compared, so that how long it takes tells nothing of the secret. */
export async function findUpload(
  sql: Sql,
  { uploadId, hash }: { readonly uploadId: string; readonly hash: Buffer },
): Promise<UploadRecord | undefined> {
  const [upload] = await sql.query<UploadRecord & Row>(
    `SELECT ${COLUMNS} FROM catalog.picture_uploads WHERE id = $1 AND secret_hash = $2`,
    [uploadId, hash],
  );
  return upload;
}

/** Uses an upload for a picture. @returns false when another request has used it meanwhile */
export async function useUpload(tx: Transaction, uploadId: string, pictureId: string): Promise<boolean> {
  const rows = await tx.query(
    'UPDATE catalog.picture_uploads SET picture_id = $2 WHERE id = $1 AND picture_id IS NULL RETURNING id',
    [uploadId, pictureId],
  );
  return rows.length > 0;
}

/** Gives up an upload that no picture was made of. @returns false where one was, or there is none */
export async function deleteUnusedUpload(
  sql: Sql,
  { uploadId, hash }: { readonly uploadId: string; readonly hash: Buffer },
): Promise<boolean> {
  const rows = await sql.query(
    `DELETE FROM catalog.picture_uploads WHERE id = $1 AND secret_hash = $2 AND picture_id IS NULL RETURNING id`,
    [uploadId, hash],
  );
  return rows.length > 0;
}

/** Uploads that nobody can use any more, and of which no picture is still to be made. */
export async function expiredUploads(sql: Sql, before: Date, limit: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT u.id FROM catalog.picture_uploads u
     WHERE u.expires_at <= $1 AND NOT EXISTS (
       SELECT FROM catalog.product_pictures p WHERE p.id = u.picture_id AND p.state = 'PENDING' AND p.removed_at IS NULL)
     ORDER BY u.expires_at LIMIT $2`,
    [before, limit],
  );
  return rows.map(({ id }) => id);
}

export async function deleteUploads(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.query('DELETE FROM catalog.picture_uploads WHERE id = ANY($1::text[])', [ids]);
}
