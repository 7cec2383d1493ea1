ALTER TABLE "orders"."place_order_sagas" ADD COLUMN     "cart_of" TEXT;

CREATE UNIQUE INDEX "place_order_sagas_cart_of_key" ON "orders"."place_order_sagas"("cart_of");

-- An attempt that can no longer become an order leaves the cart to others.
ALTER TABLE "orders"."place_order_sagas"
    ADD CONSTRAINT "place_order_sagas_cart_of_check" CHECK (cart_of IS NULL OR (state = 'RUNNING' AND cart_of = customer_id));
