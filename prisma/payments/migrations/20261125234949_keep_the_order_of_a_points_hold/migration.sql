ALTER TABLE "payments"."points_holds" ADD COLUMN     "order_id" TEXT NOT NULL DEFAULT '';

-- Until now a key was the order's id, or that and `:2`. Tombstones are of no order.
UPDATE "payments"."points_holds" SET order_id = split_part(key, ':', 1) WHERE customer_id <> '';

ALTER TABLE "payments"."points_holds"
    ADD CONSTRAINT "points_holds_order_check" CHECK (customer_id = '' OR order_id <> '');

CREATE INDEX "points_holds_order_id_idx" ON "payments"."points_holds"("order_id");
