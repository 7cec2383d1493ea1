-- Late payments of an older shop go on under the key that they began with.
ALTER TABLE "orders"."late_payments" ADD COLUMN     "hold_key" TEXT;
UPDATE "orders"."late_payments" SET hold_key = order_id || ':2';
ALTER TABLE "orders"."late_payments" ALTER COLUMN "hold_key" SET NOT NULL;
