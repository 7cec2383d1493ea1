-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "payments";

-- CreateTable
CREATE TABLE "payments"."payments" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "amount_yen" INTEGER NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "card_token" TEXT,
    "card_label" TEXT,
    "konbini_chain" TEXT,
    "deadline_at" TIMESTAMPTZ(3),
    "provider_reference" TEXT,
    "failure_code" TEXT,
    "order_end" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments"."order_gates" (
    "order_id" TEXT NOT NULL,
    "closed" BOOLEAN NOT NULL,

    CONSTRAINT "order_gates_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "payments"."tasks" (
    "payment_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("payment_id","kind")
);

-- CreateTable
CREATE TABLE "payments"."slips" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "payment_code" TEXT NOT NULL,
    "confirmation_number" TEXT,
    "amount_yen" INTEGER NOT NULL,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),

    CONSTRAINT "slips_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments"."refunds" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "amount_yen" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "bank_account" JSONB,
    "bank_account_needed_by" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments"."card_tokens" (
    "token" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "expiry_month" INTEGER NOT NULL,
    "expiry_year" INTEGER NOT NULL,
    "used_for" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "card_tokens_pkey" PRIMARY KEY ("token")
);

-- CreateTable
CREATE TABLE "payments"."payment_methods" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "provider_token" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "expiry_month" INTEGER NOT NULL,
    "expiry_year" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_methods_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments"."webhook_events" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payment_id" TEXT,
    "outcome" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments"."points_balances" (
    "customer_id" TEXT NOT NULL,
    "spendable" INTEGER NOT NULL DEFAULT 0,
    "held" INTEGER NOT NULL DEFAULT 0,
    "pending" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "points_balances_pkey" PRIMARY KEY ("customer_id")
);

-- CreateTable
CREATE TABLE "payments"."points_transactions" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "order_id" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "points_transactions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments"."points_postings" (
    "transaction_id" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "points" INTEGER NOT NULL,

    CONSTRAINT "points_postings_pkey" PRIMARY KEY ("transaction_id","account")
);

-- CreateTable
CREATE TABLE "payments"."points_lots" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "remaining" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "points_lots_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments"."points_holds" (
    "key" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "lots" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "points_holds_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "payments"."points_awards" (
    "order_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "points_awards_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "payments"."sandbox_cards" (
    "token" TEXT NOT NULL,
    "brand" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "behaviour" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_cards_pkey" PRIMARY KEY ("token")
);

-- CreateTable
CREATE TABLE "payments"."sandbox_charges" (
    "idempotency_key" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "amount_yen" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "code" TEXT,
    "capture_tries" INTEGER NOT NULL DEFAULT 0,
    "answer_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_charges_pkey" PRIMARY KEY ("idempotency_key")
);

-- CreateTable
CREATE TABLE "payments"."sandbox_slips" (
    "idempotency_key" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "payment_code" TEXT NOT NULL,
    "confirmation_number" TEXT,
    "amount_yen" INTEGER NOT NULL,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_slips_pkey" PRIMARY KEY ("idempotency_key")
);

-- CreateTable
CREATE TABLE "payments"."sandbox_transfers" (
    "idempotency_key" TEXT NOT NULL,
    "amount_yen" INTEGER NOT NULL,
    "bank_account" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_transfers_pkey" PRIMARY KEY ("idempotency_key")
);

-- CreateTable
CREATE TABLE "payments"."outbox_events" (
    "id" TEXT NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments"."processed_events" (
    "consumer_group" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "processed_events_pkey" PRIMARY KEY ("consumer_group","event_id")
);

-- CreateTable
CREATE TABLE "payments"."relay_leases" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "fence" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "relay_leases_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "payments_order_id_key" ON "payments"."payments"("order_id");

-- CreateIndex
CREATE INDEX "payments_customer_id_id_idx" ON "payments"."payments"("customer_id", "id");

-- CreateIndex
CREATE INDEX "payments_status_id_idx" ON "payments"."payments"("status", "id");

-- CreateIndex
CREATE UNIQUE INDEX "slips_payment_id_key" ON "payments"."slips"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "slips_payment_code_key" ON "payments"."slips"("payment_code");

-- CreateIndex
CREATE UNIQUE INDEX "refunds_payment_id_key" ON "payments"."refunds"("payment_id");

-- CreateIndex
CREATE INDEX "refunds_status_bank_account_needed_by_idx" ON "payments"."refunds"("status", "bank_account_needed_by");

-- CreateIndex
CREATE UNIQUE INDEX "payment_methods_provider_token_key" ON "payments"."payment_methods"("provider_token");

-- CreateIndex
CREATE INDEX "payment_methods_customer_id_id_idx" ON "payments"."payment_methods"("customer_id", "id");

-- CreateIndex
CREATE INDEX "webhook_events_payment_id_idx" ON "payments"."webhook_events"("payment_id");

-- CreateIndex
CREATE INDEX "points_transactions_customer_id_id_idx" ON "payments"."points_transactions"("customer_id", "id");

-- CreateIndex
CREATE INDEX "points_postings_customer_id_account_idx" ON "payments"."points_postings"("customer_id", "account");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_charges_reference_key" ON "payments"."sandbox_charges"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_slips_payment_code_key" ON "payments"."sandbox_slips"("payment_code");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_events_position_key" ON "payments"."outbox_events"("position");

-- CreateIndex
CREATE INDEX "processed_events_processed_at_idx" ON "payments"."processed_events" USING BRIN ("processed_at");

-- AddForeignKey
ALTER TABLE "payments"."tasks" ADD CONSTRAINT "tasks_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"."payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments"."slips" ADD CONSTRAINT "slips_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"."payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments"."refunds" ADD CONSTRAINT "refunds_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"."payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments"."points_postings" ADD CONSTRAINT "points_postings_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "payments"."points_transactions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express.
ALTER TABLE "payments"."payments"
  ADD CONSTRAINT "payments_amount" CHECK (amount_yen >= 0 AND points >= 0),
  ADD CONSTRAINT "payments_status" CHECK (status IN ('PREPARED', 'PENDING', 'AUTHORIZED', 'PAID', 'FAILED', 'VOIDED', 'REFUND_PENDING', 'REFUNDED')),
  ADD CONSTRAINT "payments_method" CHECK (method IN ('CARD', 'KONBINI', 'CASH_ON_DELIVERY', 'POINTS'));
ALTER TABLE "payments"."points_balances"
  ADD CONSTRAINT "points_balances_not_negative" CHECK (spendable >= 0 AND held >= 0 AND pending >= 0);
ALTER TABLE "payments"."points_lots"
  ADD CONSTRAINT "points_lots_remaining" CHECK (remaining BETWEEN 0 AND points);
ALTER TABLE "payments"."points_postings"
  ADD CONSTRAINT "points_postings_account" CHECK (account IN ('SPENDABLE', 'HELD', 'PENDING', 'ISSUED', 'REDEEMED', 'LAPSED'));
CREATE INDEX "tasks_ready" ON "payments"."tasks" (due_at) WHERE status = 'READY';
CREATE INDEX "points_lots_live" ON "payments"."points_lots" (customer_id, expires_at) WHERE remaining > 0;
CREATE INDEX "points_lots_ending" ON "payments"."points_lots" (expires_at) WHERE remaining > 0;
CREATE INDEX "points_holds_ending" ON "payments"."points_holds" (expires_at) WHERE status = 'HELD';
CREATE INDEX "sandbox_charges_late" ON "payments"."sandbox_charges" (answer_at) WHERE status = 'PENDING';

-- The books are never rewritten, and every transaction in them balances.
CREATE FUNCTION "payments"."refuse_rewriting"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'points postings are append-only';
END $$;
CREATE TRIGGER "points_postings_append_only" BEFORE UPDATE OR DELETE ON "payments"."points_postings"
  FOR EACH ROW EXECUTE FUNCTION "payments"."refuse_rewriting"();
CREATE FUNCTION "payments"."check_balanced"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT sum(points) FROM payments.points_postings WHERE transaction_id = NEW.transaction_id) <> 0 THEN
    RAISE EXCEPTION 'points transaction % does not balance', NEW.transaction_id;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "points_postings_balanced" AFTER INSERT ON "payments"."points_postings"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "payments"."check_balanced"();
