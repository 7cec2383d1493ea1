-- Zones that are there already go on to be served by every location.
ALTER TABLE "delivery"."zones" ADD COLUMN     "location_ids" TEXT[] NOT NULL DEFAULT '{}';

ALTER TABLE "delivery"."zones"
    ADD CONSTRAINT "zones_location_ids_check" CHECK (cardinality("location_ids") <= 100);
