ALTER TABLE "orders"."orders" ADD COLUMN     "recipients" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

ALTER TABLE "orders"."place_order_sagas" ADD COLUMN     "recipients" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

-- Orders of an older shop that are not paid for yet; the keys are those of `recipientKeys`.
UPDATE "orders"."orders" SET recipients = ARRAY[
    'phone/' || (address ->> 'phone'),
    'place/' || (address ->> 'postalCode') || '/' || lower(regexp_replace(
      normalize((address ->> 'street') || (address ->> 'building'), NFKC),
      '[-‐‑‒–—―−ーの.,、・#[:space:]]|丁目|番地|番|号室|号', '', 'g'))
  ]
WHERE amount_due_yen > 0
    AND status IN ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'PREPARING', 'SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED')
    AND (payment_status IN ('PENDING', 'FAILED', 'VOIDED')
      OR (payment_status = 'AUTHORIZED' AND payment_method = 'CASH_ON_DELIVERY'));

-- What is counted before an order is begun: only what is neither paid for nor over.
CREATE INDEX "orders_unpaid_customer_idx" ON "orders"."orders"("customer_id")
  WHERE amount_due_yen > 0
    AND status IN ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'PREPARING', 'SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED')
    AND (payment_status IN ('PENDING', 'FAILED', 'VOIDED')
      OR (payment_status = 'AUTHORIZED' AND payment_method = 'CASH_ON_DELIVERY'));
CREATE INDEX "orders_unpaid_recipients_idx" ON "orders"."orders" USING gin ("recipients") WITH (fastupdate = off)
  WHERE amount_due_yen > 0
    AND status IN ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'PREPARING', 'SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERY_FAILED')
    AND (payment_status IN ('PENDING', 'FAILED', 'VOIDED')
      OR (payment_status = 'AUTHORIZED' AND payment_method = 'CASH_ON_DELIVERY'));
