import type { Sql } from '@depachika/database/database.ts';
import type { KnownPlaces } from '../addresses/place-rules.ts';
import { type PostalCode, postalCodes } from './postal-codes.ts';

/** The first place, by municipality and town, of each of those codes that are known. */
export async function findPostalCodes(sql: Sql, codes: readonly string[]): Promise<Map<string, PostalCode>> {
  const found = await sql.query<PostalCode & Record<string, unknown>>(
    `SELECT code, prefecture, municipality, town, latitude, longitude FROM users.postal_codes
      WHERE code = ANY($1::text[]) ORDER BY code, municipality DESC, town DESC`,
    [codes],
  );
  return new Map(found.map((place) => [place.code, place]));
}

/** What is known of a postal code; the area around it is read only where the code is not known. */
export async function knownPlaces(sql: Sql, code: string): Promise<KnownPlaces> {
  const area = code.slice(0, 3);
  const ofCode = await placesBetween(sql, code, code);
  if (ofCode.length > 0) return { ofCode, ofArea: [] };
  return { ofCode, ofArea: await placesBetween(sql, `${area}0000`, `${area}9999`) };
}

function placesBetween(sql: Sql, first: string, last: string): Promise<PostalCode[]> {
  return sql.query<PostalCode & Record<string, unknown>>(
    `SELECT code, prefecture, municipality, town, latitude, longitude FROM users.postal_codes
      WHERE code BETWEEN $1 AND $2 ORDER BY code, municipality, town`,
    [first, last],
  );
}

/** Stores the reference data. Codes that are there already keep what they have. */
export async function seedPostalCodes({ database }: { readonly database: Sql }): Promise<void> {
  await database.query(
    `INSERT INTO users.postal_codes (code, prefecture, municipality, town, latitude, longitude)
     SELECT code, prefecture, municipality, town, latitude, longitude
       FROM jsonb_to_recordset($1::jsonb) AS place (code text, prefecture text, municipality text, town text,
            latitude float8, longitude float8)
      WHERE NOT EXISTS (SELECT 1 FROM users.postal_codes AS known WHERE known.code = place.code)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(postalCodes)],
  );
}
