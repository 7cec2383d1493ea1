-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "analytics";

-- CreateTable
CREATE TABLE "analytics"."read_models" (
    "name" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "building" INTEGER,
    "building_touched_at" TIMESTAMPTZ(3),

    CONSTRAINT "read_models_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "analytics"."order_sales" (
    "generation" INTEGER NOT NULL,
    "order_id" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "cancelled" BOOLEAN NOT NULL,

    CONSTRAINT "order_sales_pkey" PRIMARY KEY ("generation","order_id")
);

-- CreateTable
CREATE TABLE "analytics"."daily_sales" (
    "generation" INTEGER NOT NULL,
    "date" DATE NOT NULL,
    "orders" INTEGER NOT NULL,
    "cancelled_orders" INTEGER NOT NULL,
    "units" INTEGER NOT NULL,
    "gross_yen" BIGINT NOT NULL,
    "net_yen" BIGINT NOT NULL,

    CONSTRAINT "daily_sales_pkey" PRIMARY KEY ("generation","date")
);

-- CreateTable
CREATE TABLE "analytics"."product_sales" (
    "generation" INTEGER NOT NULL,
    "date" DATE NOT NULL,
    "product_id" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "gross_yen" BIGINT NOT NULL,

    CONSTRAINT "product_sales_pkey" PRIMARY KEY ("generation","date","product_id")
);

-- CreateTable
CREATE TABLE "analytics"."processed_events" (
    "consumer_group" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "processed_events_pkey" PRIMARY KEY ("consumer_group","event_id")
);

-- CreateIndex
CREATE INDEX "processed_events_processed_at_idx" ON "analytics"."processed_events" USING BRIN ("processed_at");

ALTER TABLE "analytics"."daily_sales"
    ADD CONSTRAINT "daily_sales_sums_check" CHECK (
        cancelled_orders BETWEEN 0 AND orders AND units >= orders AND net_yen BETWEEN 0 AND gross_yen
    );

ALTER TABLE "analytics"."product_sales"
    ADD CONSTRAINT "product_sales_sums_check" CHECK (units >= 0 AND gross_yen >= 0);

-- The sums of today change all the time and in place.
ALTER TABLE "analytics"."daily_sales" SET (fillfactor = 50);
ALTER TABLE "analytics"."product_sales" SET (fillfactor = 70);

INSERT INTO "analytics"."read_models" (name, generation) VALUES ('sales', 1);
