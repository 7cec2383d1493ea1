-- AlterTable
ALTER TABLE "catalog"."products" ADD COLUMN     "brand_en" TEXT NOT NULL DEFAULT '';
