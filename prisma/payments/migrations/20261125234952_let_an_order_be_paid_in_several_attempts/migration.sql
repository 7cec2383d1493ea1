-- DropIndex
DROP INDEX "payments"."payments_order_id_key";

-- AlterTable
ALTER TABLE "payments"."payments" ADD COLUMN     "attempt" INTEGER NOT NULL DEFAULT 1;

-- CreateIndex
CREATE UNIQUE INDEX "payments_order_id_attempt_key" ON "payments"."payments"("order_id", "attempt");

-- What Prisma cannot express.
ALTER TABLE "payments"."payments"
  ADD CONSTRAINT "payments_attempt" CHECK (attempt BETWEEN 1 AND 5),
  ADD CONSTRAINT "payments_order_end" CHECK (order_end IN ('CANCELLED', 'EXPIRED', 'SUPERSEDED')),
  DROP CONSTRAINT "payments_status",
  ADD CONSTRAINT "payments_status" CHECK (status IN ('PREPARED', 'PENDING', 'ACTION_NEEDED', 'AUTHORIZED', 'PAID', 'FAILED', 'VOIDED', 'REFUND_PENDING', 'REFUNDED'));
-- The second wall against paying an order twice.
CREATE UNIQUE INDEX "payments_live_attempt" ON "payments"."payments" (order_id)
  WHERE status IN ('PREPARED', 'PENDING', 'ACTION_NEEDED', 'AUTHORIZED', 'PAID');
