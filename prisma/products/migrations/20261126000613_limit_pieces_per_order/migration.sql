-- AlterTable
ALTER TABLE "catalog"."product_variants" ADD COLUMN     "max_per_order" INTEGER NOT NULL DEFAULT 99;

ALTER TABLE "catalog"."product_variants"
    ADD CONSTRAINT "product_variants_max_per_order_check" CHECK ("max_per_order" BETWEEN 1 AND 99);
