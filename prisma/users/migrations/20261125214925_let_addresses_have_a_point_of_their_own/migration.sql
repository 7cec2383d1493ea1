-- AlterTable
ALTER TABLE "users"."addresses" ADD COLUMN     "own_point" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "users"."postal_codes" DROP CONSTRAINT "postal_codes_pkey",
ADD CONSTRAINT "postal_codes_pkey" PRIMARY KEY ("code", "municipality", "town");

-- A prefecture without its last character (東京, 大阪) is the same one, and gets its whole name.
UPDATE "users"."addresses" AS address
   SET prefecture = place.prefecture
  FROM "users"."postal_codes" AS place
 WHERE place.code = address.postal_code
   AND place.municipality = address.municipality
   AND left(place.prefecture, -1) = address.prefecture;

-- An address that contradicts its postal code has the point of another place: it is kept, and nobody delivers there
-- until its owner has corrected it. Half a point, which the old check let pass, was never a point.
UPDATE "users"."addresses" AS address
   SET latitude = NULL, longitude = NULL
 WHERE (latitude IS NULL) <> (longitude IS NULL)
    OR (EXISTS (SELECT 1 FROM "users"."postal_codes" WHERE code = address.postal_code)
        AND NOT EXISTS (SELECT 1 FROM "users"."postal_codes" AS place
                         WHERE place.code = address.postal_code
                           AND place.prefecture = address.prefecture
                           AND place.municipality = address.municipality));

-- A comparison with NULL is not false, so the old check was no wall against half a point.
ALTER TABLE "users"."addresses"
    DROP CONSTRAINT "addresses_point_check",
    ADD CONSTRAINT "addresses_point_check" CHECK (
        (latitude IS NULL) = (longitude IS NULL)
        AND latitude BETWEEN -90 AND 90
        AND longitude BETWEEN -180 AND 180
    ),
    ADD CONSTRAINT "addresses_own_point_check" CHECK (NOT own_point OR latitude IS NOT NULL);

ALTER TABLE "users"."postal_codes"
    ADD CONSTRAINT "postal_codes_point_check" CHECK (
        latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180
    );
