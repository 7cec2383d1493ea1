-- AlterTable
ALTER TABLE "catalog"."product_shelves" ADD COLUMN     "popularity" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "product_shelves_shelf_status_popularity_product_id_idx" ON "catalog"."product_shelves"("shelf", "status", "popularity", "product_id");

-- Best sellers are read from shelves now. Without this index an order changes a document in place, where there is room:
-- with it, each would have been entered anew under hundreds of lexemes.
-- DropIndex
DROP INDEX "catalog"."search_documents_popularity_product_id_idx";
ALTER TABLE "catalog"."search_documents" SET (fillfactor = 90);
