-- Ids are compared by code point everywhere, and by an index of that order alone: the trigger that looks for the price of a
-- variant in its history read all of the history instead, for each variant that was written.
ALTER TABLE "catalog"."variant_prices" ALTER COLUMN "variant_id" TYPE TEXT COLLATE "C";
