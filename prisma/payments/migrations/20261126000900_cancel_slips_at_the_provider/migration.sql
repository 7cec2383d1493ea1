-- AlterTable
ALTER TABLE "payments"."sandbox_slips" ADD COLUMN     "cancelled_at" TIMESTAMPTZ(3);

-- Orders that ended before the provider was told: their unpaid slips are cancelled now.
INSERT INTO "payments"."tasks" (payment_id, kind, status, due_at, created_at)
SELECT p.id, 'CANCEL_SLIP', 'READY', p.updated_at, p.updated_at
FROM "payments"."payments" AS p JOIN "payments"."slips" AS s ON s.payment_id = p.id AND s.paid_at IS NULL
WHERE p.method = 'KONBINI' AND p.status = 'VOIDED'
ON CONFLICT (payment_id, kind) DO NOTHING;
