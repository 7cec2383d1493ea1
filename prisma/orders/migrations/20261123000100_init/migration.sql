-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "orders";

-- CreateTable
CREATE TABLE "orders"."orders" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "payment_status" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "hold_key" TEXT NOT NULL,
    "subtotal_yen" INTEGER NOT NULL,
    "delivery_fee_yen" INTEGER NOT NULL,
    "total_yen" INTEGER NOT NULL,
    "points_used" INTEGER NOT NULL,
    "amount_due_yen" INTEGER NOT NULL,
    "refunded_yen" INTEGER NOT NULL DEFAULT 0,
    "payment_method" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "payment_deadline_at" TIMESTAMPTZ(3),
    "payment_grace_ends_at" TIMESTAMPTZ(3),
    "slot" JSONB NOT NULL,
    "address" JSONB NOT NULL,
    "shipment_id" TEXT,
    "cancel_reason" TEXT,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "orders"."order_lines" (
    "order_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_price_yen" INTEGER NOT NULL,
    "tax_rate_percent" INTEGER NOT NULL,

    CONSTRAINT "order_lines_pkey" PRIMARY KEY ("order_id","position")
);

-- CreateTable
CREATE TABLE "orders"."order_history" (
    "order_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "actor_id" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_history_pkey" PRIMARY KEY ("order_id","version")
);

-- CreateTable
CREATE TABLE "orders"."place_order_sagas" (
    "order_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "draft" JSONB,
    "problem" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "place_order_sagas_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "orders"."late_payments" (
    "order_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "late_payments_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "orders"."carts" (
    "customer_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "carts_pkey" PRIMARY KEY ("customer_id")
);

-- CreateTable
CREATE TABLE "orders"."cart_lines" (
    "customer_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "cart_lines_pkey" PRIMARY KEY ("customer_id","variant_id")
);

-- CreateTable
CREATE TABLE "orders"."outbox_events" (
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
CREATE TABLE "orders"."processed_events" (
    "consumer_group" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "processed_events_pkey" PRIMARY KEY ("consumer_group","event_id")
);

-- CreateTable
CREATE TABLE "orders"."relay_leases" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "fence" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "relay_leases_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "orders_customer_id_id_idx" ON "orders"."orders"("customer_id", "id" DESC);

-- CreateIndex
CREATE INDEX "orders_status_id_idx" ON "orders"."orders"("status", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "place_order_sagas_customer_id_idempotency_key_key" ON "orders"."place_order_sagas"("customer_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_events_position_key" ON "orders"."outbox_events"("position");

-- CreateIndex
CREATE INDEX "processed_events_processed_at_idx" ON "orders"."processed_events" USING BRIN ("processed_at");

-- AddForeignKey
ALTER TABLE "orders"."order_lines" ADD CONSTRAINT "order_lines_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"."orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders"."order_history" ADD CONSTRAINT "order_history_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"."orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders"."cart_lines" ADD CONSTRAINT "cart_lines_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "orders"."carts"("customer_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The second wall behind the rules.
ALTER TABLE "orders"."orders"
    ADD CONSTRAINT "orders_status_check" CHECK (status IN ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'EXPIRED', 'CANCELLED', 'PREPARING', 'SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERED', 'DELIVERY_FAILED', 'RETURN_REQUESTED', 'RETURNED')),
    ADD CONSTRAINT "orders_payment_status_check" CHECK (payment_status IN ('NONE', 'PENDING', 'AUTHORIZED', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'FAILED')),
    ADD CONSTRAINT "orders_payment_method_check" CHECK (payment_method IN ('CARD', 'KONBINI', 'CASH_ON_DELIVERY', 'POINTS')),
    ADD CONSTRAINT "orders_cancel_reason_check" CHECK ((status = 'CANCELLED') = (cancel_reason IS NOT NULL)),
    ADD CONSTRAINT "orders_total_check" CHECK (total_yen = subtotal_yen + delivery_fee_yen AND subtotal_yen >= 0 AND delivery_fee_yen >= 0),
    ADD CONSTRAINT "orders_amount_due_check" CHECK (amount_due_yen = total_yen - points_used AND points_used >= 0 AND amount_due_yen >= 0),
    ADD CONSTRAINT "orders_refunded_check" CHECK (refunded_yen >= 0),
    ADD CONSTRAINT "orders_version_check" CHECK (version >= 1);

ALTER TABLE "orders"."order_lines"
    ADD CONSTRAINT "order_lines_quantity_check" CHECK (quantity BETWEEN 1 AND 99),
    ADD CONSTRAINT "order_lines_unit_price_yen_check" CHECK (unit_price_yen >= 0),
    ADD CONSTRAINT "order_lines_tax_rate_percent_check" CHECK (tax_rate_percent IN (8, 10));

ALTER TABLE "orders"."order_history"
    ADD CONSTRAINT "order_history_version_check" CHECK ((version = 1) = (from_status IS NULL) AND version >= 1);

ALTER TABLE "orders"."place_order_sagas"
    ADD CONSTRAINT "place_order_sagas_state_check" CHECK (state IN ('RUNNING', 'DONE', 'UNDOING', 'REFUSED', 'UNDONE')),
    ADD CONSTRAINT "place_order_sagas_draft_check" CHECK ((draft IS NOT NULL) = (state IN ('RUNNING', 'UNDOING'))),
    ADD CONSTRAINT "place_order_sagas_ended_check" CHECK ((ended_at IS NULL) = (state IN ('RUNNING', 'UNDOING')));

ALTER TABLE "orders"."late_payments"
    ADD CONSTRAINT "late_payments_state_check" CHECK (state IN ('RESERVING', 'RELEASING', 'CONFIRMED', 'REFUNDED', 'OBSOLETE')),
    ADD CONSTRAINT "late_payments_ended_check" CHECK ((ended_at IS NULL) = (state IN ('RESERVING', 'RELEASING')));

ALTER TABLE "orders"."cart_lines"
    ADD CONSTRAINT "cart_lines_quantity_check" CHECK (quantity BETWEEN 1 AND 99);

-- Numbers for people: never drawn inside a lock, so a refused order may leave a gap.
CREATE SEQUENCE "orders"."order_numbers" AS bigint;

-- For the sweeps: only what may still be due, so that an idle look costs nothing.
CREATE INDEX "orders_awaiting_payment_idx" ON "orders"."orders"("payment_grace_ends_at") WHERE status = 'AWAITING_PAYMENT';
CREATE INDEX "orders_pending_idx" ON "orders"."orders"("placed_at") WHERE status = 'PENDING';
CREATE INDEX "place_order_sagas_open_idx" ON "orders"."place_order_sagas"("lease_until") WHERE state IN ('RUNNING', 'UNDOING');
CREATE INDEX "place_order_sagas_ended_at_idx" ON "orders"."place_order_sagas" USING BRIN ("ended_at");
CREATE INDEX "late_payments_open_idx" ON "orders"."late_payments"("lease_until") WHERE state IN ('RESERVING', 'RELEASING');

-- Orders change a few times soon after they were placed: each page keeps room for the next version of its rows.
ALTER TABLE "orders"."orders" SET (fillfactor = 80);
ALTER TABLE "orders"."place_order_sagas" SET (fillfactor = 70);
