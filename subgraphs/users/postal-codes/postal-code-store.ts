import type { Sql } from '@depachika/database/database.ts';
import { type PostalCode, postalCodes } from './postal-codes.ts';

/** The places of those codes that are known. */
export async function findPostalCodes(sql: Sql, codes: readonly string[]): Promise<Map<string, PostalCode>> {
  const found = await sql.query<PostalCode & Record<string, unknown>>(
    `SELECT code, prefecture, municipality, town, latitude, longitude FROM users.postal_codes
      WHERE code = ANY($1::text[])`,
    [codes],
  );
  return new Map(found.map((place) => [place.code, place]));
}

/** Stores the reference data. Codes that are there already keep what they have. */
export async function seedPostalCodes({ database }: { readonly database: Sql }): Promise<void> {
  await database.query(
    `INSERT INTO users.postal_codes (code, prefecture, municipality, town, latitude, longitude)
     SELECT code, prefecture, municipality, town, latitude, longitude
       FROM jsonb_to_recordset($1::jsonb) AS place (code text, prefecture text, municipality text, town text,
            latitude float8, longitude float8)
     ON CONFLICT (code) DO NOTHING`,
    [JSON.stringify(postalCodes)],
  );
}
