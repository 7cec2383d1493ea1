-- AlterTable
ALTER TABLE "payments"."payments" ADD COLUMN     "action_until" TIMESTAMPTZ(3),
ADD COLUMN     "action_url" TEXT;
