ALTER TABLE "inventory"."reservations" ADD COLUMN     "order_id" TEXT NOT NULL DEFAULT '';

-- Until now a key was the order's id, or that and `:2`. Tombstones are of no order.
UPDATE "inventory"."reservations" SET order_id = split_part(key, ':', 1) WHERE lines_hash <> '';

ALTER TABLE "inventory"."reservations"
    ADD CONSTRAINT "reservations_order_check" CHECK (lines_hash = '' OR order_id <> '');
