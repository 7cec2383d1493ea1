-- Parcels may wait for another slot, be lost or be damaged.
ALTER TABLE "delivery"."shipments"
  ADD CONSTRAINT "shipments_status" CHECK (status IN ('CREATED', 'PICKED_UP', 'OUT_FOR_DELIVERY', 'DELIVERED', 'DELIVERY_FAILED', 'RETURNED', 'CANCELLED', 'RESCHEDULED', 'LOST', 'DAMAGED'));

-- A parcel that is moved to another slot leaves the one that it had: an order has one place.
CREATE UNIQUE INDEX "holds_one_place" ON "delivery"."holds" (order_id) WHERE status = 'CONFIRMED';
