-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "inventory";

-- CreateTable
CREATE TABLE "inventory"."locations" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "locations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inventory"."levels" (
    "id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "on_hand" INTEGER NOT NULL,
    "reserved" INTEGER NOT NULL DEFAULT 0,
    "backorder_limit" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "levels_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inventory"."reservations" (
    "key" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "lines_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "allocated_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "reservations_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "inventory"."reservation_lines" (
    "reservation_key" TEXT NOT NULL,
    "level_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "reservation_lines_pkey" PRIMARY KEY ("reservation_key","level_id")
);

-- CreateTable
CREATE TABLE "inventory"."endings" (
    "reservation_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "endings_pkey" PRIMARY KEY ("reservation_key")
);

-- CreateTable
CREATE TABLE "inventory"."movements" (
    "id" TEXT NOT NULL,
    "level_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "reference" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "movements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inventory"."receipts" (
    "idempotency_key" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "reference" TEXT NOT NULL,

    CONSTRAINT "receipts_pkey" PRIMARY KEY ("idempotency_key")
);

-- CreateTable
CREATE TABLE "inventory"."outbox_events" (
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
CREATE TABLE "inventory"."processed_events" (
    "consumer_group" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "processed_events_pkey" PRIMARY KEY ("consumer_group","event_id")
);

-- CreateTable
CREATE TABLE "inventory"."relay_leases" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "fence" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "relay_leases_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "locations_code_key" ON "inventory"."locations"("code");

-- CreateIndex
CREATE UNIQUE INDEX "locations_position_key" ON "inventory"."locations"("position");

-- CreateIndex
CREATE UNIQUE INDEX "levels_variant_id_location_id_key" ON "inventory"."levels"("variant_id", "location_id");

-- CreateIndex
CREATE INDEX "endings_not_before_idx" ON "inventory"."endings"("not_before");

-- CreateIndex
CREATE INDEX "movements_level_id_id_idx" ON "inventory"."movements"("level_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "outbox_events_position_key" ON "inventory"."outbox_events"("position");

-- CreateIndex
CREATE INDEX "processed_events_processed_at_idx" ON "inventory"."processed_events" USING BRIN ("processed_at");

-- AddForeignKey
ALTER TABLE "inventory"."levels" ADD CONSTRAINT "levels_location_id_fkey" FOREIGN KEY ("location_id") REFERENCES "inventory"."locations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inventory"."reservation_lines" ADD CONSTRAINT "reservation_lines_reservation_key_fkey" FOREIGN KEY ("reservation_key") REFERENCES "inventory"."reservations"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inventory"."reservation_lines" ADD CONSTRAINT "reservation_lines_level_id_fkey" FOREIGN KEY ("level_id") REFERENCES "inventory"."levels"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inventory"."endings" ADD CONSTRAINT "endings_reservation_key_fkey" FOREIGN KEY ("reservation_key") REFERENCES "inventory"."reservations"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inventory"."movements" ADD CONSTRAINT "movements_level_id_fkey" FOREIGN KEY ("level_id") REFERENCES "inventory"."levels"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Stock never lies: the second wall behind the rules.
ALTER TABLE "inventory"."levels"
    ADD CONSTRAINT "levels_on_hand_check" CHECK (on_hand >= 0 AND on_hand <= 1000000000),
    ADD CONSTRAINT "levels_backorder_limit_check" CHECK (backorder_limit >= 0 AND backorder_limit <= 1000000),
    ADD CONSTRAINT "levels_reserved_check" CHECK (reserved >= 0 AND reserved <= on_hand + backorder_limit),
    ADD CONSTRAINT "levels_version_check" CHECK (version >= 1);

ALTER TABLE "inventory"."reservations"
    ADD CONSTRAINT "reservations_status_check" CHECK (status IN ('HELD', 'ALLOCATED', 'SHIPPED', 'RELEASED', 'EXPIRED'));

ALTER TABLE "inventory"."reservation_lines"
    ADD CONSTRAINT "reservation_lines_quantity_check" CHECK (quantity > 0);

ALTER TABLE "inventory"."endings"
    ADD CONSTRAINT "endings_kind_check" CHECK (kind IN ('RETURN', 'SHIP'));

ALTER TABLE "inventory"."movements"
    ADD CONSTRAINT "movements_kind_check" CHECK (kind IN ('RECEIVED', 'ADJUSTED', 'SHIPPED', 'RETURNED')),
    ADD CONSTRAINT "movements_quantity_check" CHECK (quantity <> 0);

ALTER TABLE "inventory"."receipts"
    ADD CONSTRAINT "receipts_quantity_check" CHECK (quantity > 0);

-- Levels change all the time and in place: no index holds a column that changes, and each page keeps room for the
-- next version of its rows, so that an update writes no index at all.
ALTER TABLE "inventory"."levels" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE "inventory"."reservations" SET (fillfactor = 80);

-- For the expiry sweep: only what may expire.
CREATE INDEX "reservations_held_expires_at_idx" ON "inventory"."reservations"("expires_at") WHERE status = 'HELD';

-- An order leaves the books of a level once.
CREATE UNIQUE INDEX "movements_shipped_once_key" ON "inventory"."movements"("level_id", "reference") WHERE kind = 'SHIPPED';

-- Movements are the books: nobody edits or deletes them.
CREATE FUNCTION "inventory"."refuse_change_of_movements"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'inventory.movements is append-only' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER "movements_append_only"
    BEFORE UPDATE OR DELETE OR TRUNCATE ON "inventory"."movements"
    FOR EACH STATEMENT EXECUTE FUNCTION "inventory"."refuse_change_of_movements"();
