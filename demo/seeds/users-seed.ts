import type { Database } from '@depachika/database/database.ts';
import { DEMO_PASSWORD } from '@depachika/schema/demo-accounts.ts';
import { hashPassword } from '@depachika/users/accounts/passwords.ts';
import { seedPostalCodes } from '@depachika/users/postal-codes/postal-code-store.ts';
import { demoPeople } from '../people.ts';

/** Demo accounts and their addresses, with the postal codes; no accounts are added to a shop that has any. */
export async function seedUsersDemo({ database }: { readonly database: Database }): Promise<void> {
  await seedPostalCodes({ database });
  const anybody = await database.query('SELECT 1 FROM users.users LIMIT 1');
  if (anybody.length > 0) return;
  // One hash for all: the password is printed at start anyway.
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const addresses = demoPeople.flatMap((person) =>
    person.addresses.map(({ point, ...address }) => ({ ...address, ...point, createdAt: person.createdAt })),
  );
  await database.transaction({ name: 'users.seedDemo', timeoutMs: 30_000 }, async (tx) => {
    await tx.query(INSERT_PEOPLE, [JSON.stringify(demoPeople), passwordHash]);
    await tx.query(INSERT_ADDRESSES, [JSON.stringify(addresses)]);
  });
}

const INSERT_PEOPLE = `
  INSERT INTO users.users (id, email, name, name_kana, phone, role, password_hash, email_verified_at, created_at)
  SELECT id, email, name, "nameKana", phone, role, $2, "createdAt", "createdAt"
    FROM jsonb_to_recordset($1::jsonb) AS person (id text, email text, name text, "nameKana" text, phone text,
         role text, "createdAt" timestamptz)
  ON CONFLICT DO NOTHING`;

const INSERT_ADDRESSES = `
  INSERT INTO users.addresses (id, owner_id, recipient_name, recipient_kana, phone, postal_code, prefecture,
         municipality, street, building, latitude, longitude, created_at)
  SELECT id, "ownerId", "recipientName", "recipientKana", phone, "postalCode", prefecture, municipality, street,
         building, latitude, longitude, "createdAt"
    FROM jsonb_to_recordset($1::jsonb) AS address (id text, "ownerId" text, "recipientName" text,
         "recipientKana" text, phone text, "postalCode" text, prefecture text, municipality text, street text,
         building text, latitude float8, longitude float8, "createdAt" timestamptz)
  ON CONFLICT DO NOTHING`;
