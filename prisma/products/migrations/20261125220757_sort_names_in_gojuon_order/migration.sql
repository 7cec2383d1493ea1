-- DropIndex
DROP INDEX "catalog"."product_shelves_shelf_status_name_kana_product_id_idx";

-- AlterTable
ALTER TABLE "catalog"."product_shelves" ADD COLUMN     "name_key" TEXT COLLATE "C" NOT NULL DEFAULT '';

-- CreateIndex
CREATE INDEX "product_shelves_shelf_status_name_key_product_id_idx" ON "catalog"."product_shelves"("shelf", "status", "name_key", "product_id");

-- Shelves of a shop that is there already: the domain computes their keys at its start.
CREATE INDEX "product_shelves_without_key_idx" ON "catalog"."product_shelves"("name_kana") WHERE name_key = '';
