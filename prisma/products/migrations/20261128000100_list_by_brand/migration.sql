-- What Prisma cannot express. The first token of a product is that of its brand: lists of a brand, here and in a department, are
-- one range of this index, newest first.
CREATE INDEX "product_shelves_brand_idx" ON "catalog"."product_shelves" ("shelf", "status", ("tokens"[1]), "product_id");
