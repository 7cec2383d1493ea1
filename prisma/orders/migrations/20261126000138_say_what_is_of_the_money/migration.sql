ALTER TABLE "orders"."orders" DROP CONSTRAINT "orders_payment_status_check";

-- What orders of an older shop tell about their money. A decline is known by its cancel reason; a refund that staff opened for
-- a delivered order is not known here, and shows when it has ended.
UPDATE "orders"."orders" AS o SET payment_status = CASE
    WHEN o.payment_status = 'NONE' THEN 'PENDING'
    WHEN o.payment_status = 'FAILED' THEN 'VOIDED'
    WHEN o.amount_due_yen = 0 THEN 'VOIDED'
    ELSE 'REFUND_PENDING'
  END
WHERE o.payment_status = 'NONE'
  -- Unpaid slips, cancelled orders that were not declined, parcels with cash that were brought back.
  OR (o.payment_status = 'FAILED' AND (
    o.status = 'EXPIRED'
    OR (o.status = 'CANCELLED' AND o.cancel_reason <> 'PAYMENT_FAILED')
    OR (o.status = 'RETURNED' AND o.payment_method = 'CASH_ON_DELIVERY')))
  -- Money, or points that covered everything, of orders that ended: payments opened a refund, or gave the points back.
  OR (o.payment_status = 'PAID' AND (
    o.status IN ('CANCELLED', 'RETURNED')
    OR EXISTS (SELECT FROM "orders"."late_payments" AS late WHERE late.order_id = o.id AND late.state = 'REFUNDED')));

ALTER TABLE "orders"."orders"
    ADD CONSTRAINT "orders_payment_status_check" CHECK (payment_status IN ('PENDING', 'AUTHORIZED', 'PAID', 'FAILED', 'VOIDED', 'REFUND_PENDING', 'PARTIALLY_REFUNDED', 'REFUNDED'));
