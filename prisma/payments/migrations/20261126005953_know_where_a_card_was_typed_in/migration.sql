-- AlterTable
ALTER TABLE "payments"."payments" ADD COLUMN     "card_network" TEXT;

-- AlterTable
ALTER TABLE "payments"."card_tokens" ADD COLUMN     "network" TEXT;

-- AlterTable
ALTER TABLE "payments"."payment_methods" ADD COLUMN     "network" TEXT;

-- What Prisma cannot express.
CREATE INDEX "payments_network_tried" ON "payments"."payments" (card_network, created_at) WHERE card_network IS NOT NULL;
