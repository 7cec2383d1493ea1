-- AlterTable
ALTER TABLE "catalog"."product_shelves" ADD COLUMN     "locations" TEXT[] COLLATE "C" NOT NULL DEFAULT '{}',
ADD COLUMN     "lead_time_days" INTEGER NOT NULL DEFAULT 0;
