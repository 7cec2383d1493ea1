-- AlterTable
ALTER TABLE "payments"."points_lots" ADD COLUMN     "waits_for" TEXT;

ALTER TABLE "payments"."points_lots"
  ADD CONSTRAINT "points_lots_waits_for" CHECK (waits_for IN ('FIRST_DELIVERY'));
