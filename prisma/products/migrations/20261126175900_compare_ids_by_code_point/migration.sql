-- Ids are compared by code point, and found by an index of that order alone. Where a column had another order, a join with
-- the id of a product or a variant read the whole table for each row: the check of a price in its history did, too.
ALTER TABLE "catalog"."variant_prices" ALTER COLUMN "variant_id" TYPE TEXT COLLATE "C";
ALTER TABLE "catalog"."variant_sales" ALTER COLUMN "variant_id" TYPE TEXT COLLATE "C",
ALTER COLUMN "product_id" TYPE TEXT COLLATE "C";
ALTER TABLE "catalog"."variant_offers" ALTER COLUMN "variant_id" TYPE TEXT COLLATE "C";
ALTER TABLE "catalog"."product_details" ALTER COLUMN "product_id" TYPE TEXT COLLATE "C";
