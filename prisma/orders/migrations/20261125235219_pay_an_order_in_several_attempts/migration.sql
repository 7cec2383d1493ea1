-- AlterTable
ALTER TABLE "orders"."orders" ADD COLUMN     "action_until" TIMESTAMPTZ(3),
ADD COLUMN     "first_declined_at" TIMESTAMPTZ(3),
ADD COLUMN     "holds_expire_at" TIMESTAMPTZ(3),
ADD COLUMN     "lines_returned_at" TIMESTAMPTZ(3),
ADD COLUMN     "pay_until" TIMESTAMPTZ(3),
ADD COLUMN     "payment_attempts" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "orders"."order_history" ADD COLUMN     "attempt" INTEGER,
ADD COLUMN     "code" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "orders"."payment_retries" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "choice" JSONB,
    "problem" JSONB,
    "runs" INTEGER NOT NULL DEFAULT 1,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "payment_retries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "payment_retries_ended_at_idx" ON "orders"."payment_retries"("ended_at");

-- CreateIndex
CREATE UNIQUE INDEX "payment_retries_customer_id_idempotency_key_key" ON "orders"."payment_retries"("customer_id", "idempotency_key");

-- As long as orders of before were held: a quarter of an hour, or until after the grace of their slip.
UPDATE "orders"."orders"
SET holds_expire_at = greatest(placed_at + interval '15 minutes', payment_grace_ends_at + interval '10 minutes');
ALTER TABLE "orders"."orders" ALTER COLUMN "holds_expire_at" SET NOT NULL;

-- The second wall behind the rules.
ALTER TABLE "orders"."orders"
    ADD CONSTRAINT "orders_payment_attempts_check" CHECK (payment_attempts BETWEEN 1 AND 5),
    ADD CONSTRAINT "orders_pay_until_check" CHECK (pay_until IS NOT NULL OR (first_declined_at IS NULL AND action_until IS NULL));

ALTER TABLE "orders"."order_history"
    ADD CONSTRAINT "order_history_attempt_check" CHECK (attempt BETWEEN 1 AND 5);

ALTER TABLE "orders"."payment_retries"
    ADD CONSTRAINT "payment_retries_state_check" CHECK (state IN ('RUNNING', 'DONE', 'REFUSED')),
    ADD CONSTRAINT "payment_retries_attempt_check" CHECK (attempt BETWEEN 2 AND 5),
    ADD CONSTRAINT "payment_retries_choice_check" CHECK ((choice IS NOT NULL) = (state = 'RUNNING')),
    ADD CONSTRAINT "payment_retries_problem_check" CHECK ((problem IS NOT NULL) = (state = 'REFUSED')),
    ADD CONSTRAINT "payment_retries_ended_check" CHECK ((ended_at IS NULL) = (state = 'RUNNING'));

-- One attempt at a time.
CREATE UNIQUE INDEX "payment_retries_running_idx" ON "orders"."payment_retries"("order_id") WHERE state = 'RUNNING';
CREATE INDEX "payment_retries_lease_idx" ON "orders"."payment_retries"("lease_until") WHERE state = 'RUNNING';

-- For the sweeps: only what may still be due, so that an idle look costs nothing.
DROP INDEX "orders"."orders_awaiting_payment_idx";
CREATE INDEX "orders_awaiting_payment_idx" ON "orders"."orders"((coalesce(pay_until, payment_grace_ends_at))) WHERE status = 'AWAITING_PAYMENT';
CREATE INDEX "orders_pay_until_idx" ON "orders"."orders"("pay_until") WHERE pay_until IS NOT NULL AND status IN ('AWAITING_PAYMENT', 'CONFIRMED', 'PREPARING');

-- A refusal is a kind, codes and values: its sentence is made when it is shown.
UPDATE "orders"."place_order_sagas" SET problem = problem - 'explanation' - 'message' WHERE problem IS NOT NULL;
ALTER TABLE "orders"."place_order_sagas"
    ADD CONSTRAINT "place_order_sagas_problem_check" CHECK (NOT (problem ? 'explanation' OR problem ? 'message'));
ALTER TABLE "orders"."payment_retries"
    ADD CONSTRAINT "payment_retries_no_sentence_check" CHECK (NOT (problem ? 'explanation' OR problem ? 'message'));

-- What the shop itself said in words becomes a code.
UPDATE "orders"."order_history" SET note = '', code = 'HELD_AGAIN' WHERE note = 'Paid late; everything was held again';
