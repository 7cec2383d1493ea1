-- DropIndex
DROP INDEX "catalog"."product_variants_sku_key";

-- AlterTable
ALTER TABLE "catalog"."product_variants" ADD COLUMN     "sku_freed" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "withdrawn_at" TIMESTAMPTZ(3);

-- What Prisma cannot express: an article number is unique among what is not deleted.
UPDATE "catalog"."product_variants" AS v SET sku_freed = true
FROM "catalog"."products" AS p WHERE p.id = v.product_id AND p.deleted_at IS NOT NULL;
CREATE UNIQUE INDEX "product_variants_sku_key" ON "catalog"."product_variants"("sku") WHERE NOT sku_freed;
