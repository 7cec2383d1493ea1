-- AlterTable
ALTER TABLE "delivery"."holds" ADD COLUMN     "latitude" DOUBLE PRECISION,
ADD COLUMN     "longitude" DOUBLE PRECISION;

-- AlterTable
ALTER TABLE "delivery"."shipments" ALTER COLUMN "latitude" DROP NOT NULL,
ALTER COLUMN "longitude" DROP NOT NULL;

-- CreateTable
CREATE TABLE "delivery"."erasures" (
    "customer_id" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erasures_pkey" PRIMARY KEY ("customer_id")
);

-- CreateIndex
CREATE INDEX "shipments_customer_id_idx" ON "delivery"."shipments"("customer_id");

-- What Prisma cannot express. A hold knows the place while it holds, and no longer.
ALTER TABLE "delivery"."holds"
  ADD CONSTRAINT "holds_point" CHECK (status = 'HELD' OR (latitude IS NULL AND longitude IS NULL));

-- What happened stays; where and in which words may be erased, and nothing else.
CREATE OR REPLACE FUNCTION "delivery"."refuse_rewriting"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.note = '' AND NEW.latitude IS NULL AND NEW.longitude IS NULL
     AND to_jsonb(NEW) - ARRAY['note', 'latitude', 'longitude'] = to_jsonb(OLD) - ARRAY['note', 'latitude', 'longitude'] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'tracking events are append-only';
END $$;

-- Parcels of orders that were placed before: orders are asked where these go.
CREATE INDEX "shipments_unplaced" ON "delivery"."shipments" (id)
  WHERE latitude IS NULL AND status NOT IN ('DELIVERED', 'RETURNED', 'CANCELLED', 'LOST', 'DAMAGED');
