-- Parcels that are lost or damaged end their orders.
ALTER TABLE "orders"."orders"
    DROP CONSTRAINT "orders_status_check",
    ADD CONSTRAINT "orders_status_check" CHECK (status IN ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'EXPIRED', 'CANCELLED', 'PREPARING', 'SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERED', 'DELIVERY_FAILED', 'RETURN_REQUESTED', 'RETURNED', 'LOST', 'DAMAGED'));

-- What is not at its end is looked for by the end of its slot: late orders are listed, missed slots are given up. The
-- texts are RFC 3339 in UTC with milliseconds, so that they sort as the instants do.
CREATE INDEX "orders_by_end_of_slot" ON "orders"."orders" ((slot->>'endsAt'), id)
    WHERE status IN ('CONFIRMED', 'PREPARING', 'SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED');
CREATE INDEX "orders_return_requested" ON "orders"."orders" (id) WHERE status = 'RETURN_REQUESTED';
