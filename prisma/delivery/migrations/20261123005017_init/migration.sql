-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "delivery";

-- CreateTable
CREATE TABLE "delivery"."zones" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "precedence" INTEGER NOT NULL,
    "fee_yen" INTEGER NOT NULL,
    "same_day" BOOLEAN NOT NULL,
    "cut_off_minutes" INTEGER NOT NULL,
    "slot_capacity" INTEGER NOT NULL,
    "outline" public.geometry(MultiPolygon, 4326) NOT NULL,

    CONSTRAINT "zones_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery"."slots" (
    "id" TEXT NOT NULL,
    "zone_id" TEXT NOT NULL,
    "date" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "cut_off_at" TIMESTAMPTZ(3) NOT NULL,
    "capacity" INTEGER NOT NULL,
    "taken" INTEGER NOT NULL DEFAULT 0,
    "closed" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "slots_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery"."holds" (
    "key" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "slot_id" TEXT,
    "customer_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "place_due" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "holds_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "delivery"."shipments" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "slot_id" TEXT NOT NULL,
    "tracking_number" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "latitude" DOUBLE PRECISION NOT NULL,
    "longitude" DOUBLE PRECISION NOT NULL,
    "last_latitude" DOUBLE PRECISION,
    "last_longitude" DOUBLE PRECISION,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shipments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery"."tracking_events" (
    "id" TEXT NOT NULL,
    "shipment_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "order_version" INTEGER NOT NULL,
    "from_status" TEXT,
    "status" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tracking_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery"."order_trackings" (
    "order_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "order_trackings_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "delivery"."outbox_events" (
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
CREATE TABLE "delivery"."processed_events" (
    "consumer_group" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "processed_events_pkey" PRIMARY KEY ("consumer_group","event_id")
);

-- CreateTable
CREATE TABLE "delivery"."relay_leases" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "fence" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "relay_leases_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "zones_code_key" ON "delivery"."zones"("code");

-- CreateIndex
CREATE UNIQUE INDEX "zones_precedence_key" ON "delivery"."zones"("precedence");

-- CreateIndex
CREATE UNIQUE INDEX "slots_zone_id_starts_at_key" ON "delivery"."slots"("zone_id", "starts_at");

-- CreateIndex
CREATE INDEX "holds_order_id_idx" ON "delivery"."holds"("order_id");

-- CreateIndex
CREATE INDEX "holds_slot_id_idx" ON "delivery"."holds"("slot_id");

-- CreateIndex
CREATE UNIQUE INDEX "shipments_tracking_number_key" ON "delivery"."shipments"("tracking_number");

-- CreateIndex
CREATE INDEX "shipments_order_id_idx" ON "delivery"."shipments"("order_id");

-- CreateIndex
CREATE INDEX "shipments_slot_id_idx" ON "delivery"."shipments"("slot_id");

-- CreateIndex
CREATE INDEX "tracking_events_shipment_id_idx" ON "delivery"."tracking_events"("shipment_id");

-- CreateIndex
CREATE UNIQUE INDEX "tracking_events_order_id_order_version_key" ON "delivery"."tracking_events"("order_id", "order_version");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_events_position_key" ON "delivery"."outbox_events"("position");

-- CreateIndex
CREATE INDEX "processed_events_processed_at_idx" ON "delivery"."processed_events" USING BRIN ("processed_at");

-- AddForeignKey
ALTER TABLE "delivery"."slots" ADD CONSTRAINT "slots_zone_id_fkey" FOREIGN KEY ("zone_id") REFERENCES "delivery"."zones"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery"."holds" ADD CONSTRAINT "holds_slot_id_fkey" FOREIGN KEY ("slot_id") REFERENCES "delivery"."slots"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery"."shipments" ADD CONSTRAINT "shipments_slot_id_fkey" FOREIGN KEY ("slot_id") REFERENCES "delivery"."slots"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery"."tracking_events" ADD CONSTRAINT "tracking_events_shipment_id_fkey" FOREIGN KEY ("shipment_id") REFERENCES "delivery"."shipments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express.
CREATE INDEX "zones_outline" ON "delivery"."zones" USING gist (outline);
ALTER TABLE "delivery"."slots"
  ADD CONSTRAINT "slots_capacity" CHECK (taken >= 0 AND taken <= capacity),
  ADD CONSTRAINT "slots_window" CHECK (starts_at < ends_at);
ALTER TABLE "delivery"."holds"
  ADD CONSTRAINT "holds_status" CHECK (status IN ('HELD', 'CONFIRMED', 'RELEASED', 'EXPIRED', 'ENDED'));
CREATE INDEX "holds_ending" ON "delivery"."holds" (expires_at) WHERE status = 'HELD';
CREATE INDEX "holds_place_due" ON "delivery"."holds" (key) WHERE place_due;
CREATE INDEX "shipments_by_status" ON "delivery"."shipments" (status, id);
CREATE FUNCTION "delivery"."refuse_rewriting"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'tracking events are append-only';
END $$;
CREATE TRIGGER "tracking_events_append_only" BEFORE UPDATE OR DELETE ON "delivery"."tracking_events"
  FOR EACH ROW EXECUTE FUNCTION "delivery"."refuse_rewriting"();
