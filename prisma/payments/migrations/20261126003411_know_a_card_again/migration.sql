-- AlterTable
ALTER TABLE "payments"."payments" ADD COLUMN     "card_fingerprint" TEXT;

-- AlterTable
ALTER TABLE "payments"."card_tokens" ADD COLUMN     "fingerprint" TEXT;

-- AlterTable
ALTER TABLE "payments"."payment_methods" ADD COLUMN     "fingerprint" TEXT;

-- What Prisma cannot express: failures of one card within an hour are counted whenever it is used.
CREATE INDEX "payments_card_tried" ON "payments"."payments" (card_fingerprint, created_at)
  WHERE card_fingerprint IS NOT NULL;
