-- AlterTable
ALTER TABLE "payments"."payments" ADD COLUMN     "certain_at" TIMESTAMPTZ(3),
ADD COLUMN     "delivered_at" TIMESTAMPTZ(3),
ADD COLUMN     "shipped_at" TIMESTAMPTZ(3);
