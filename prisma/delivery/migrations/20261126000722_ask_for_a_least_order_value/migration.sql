-- AlterTable
ALTER TABLE "delivery"."zones" ADD COLUMN     "min_order_yen" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

ALTER TABLE "delivery"."zones"
    ADD CONSTRAINT "zones_min_order_yen_check" CHECK ("min_order_yen" BETWEEN 0 AND 1000000);
