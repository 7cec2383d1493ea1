-- DropIndex
DROP INDEX "payments"."refunds_payment_id_key";

-- AlterTable
ALTER TABLE "payments"."refunds" ADD COLUMN     "notification_id" TEXT,
ADD COLUMN     "refusal_code" TEXT,
ADD COLUMN     "refusals" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "sent_at" TIMESTAMPTZ(3),
ADD COLUMN     "transfer_key" TEXT;

-- Transfers were known by their payment alone; those that have an account, or go back to a card, may be under way.
UPDATE "payments"."refunds" SET transfer_key = payment_id || '/REFUND',
  sent_at = CASE WHEN status IN ('PENDING', 'SUCCEEDED') THEN coalesce(finished_at, created_at) END;
ALTER TABLE "payments"."refunds" ALTER COLUMN "transfer_key" SET NOT NULL;

-- AlterTable
ALTER TABLE "payments"."webhook_events" ADD COLUMN     "amount_yen" INTEGER,
ADD COLUMN     "decided_at" TIMESTAMPTZ(3),
ADD COLUMN     "decided_by" TEXT,
ADD COLUMN     "note" TEXT,
ADD COLUMN     "payment_code" TEXT,
ADD COLUMN     "times" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "payments"."points_balances" ADD COLUMN     "owed" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "payments"."points_awards" ADD COLUMN     "debt" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE UNIQUE INDEX "refunds_notification_id_key" ON "payments"."refunds"("notification_id");

-- CreateIndex
CREATE UNIQUE INDEX "refunds_transfer_key_key" ON "payments"."refunds"("transfer_key");

-- CreateIndex
CREATE INDEX "refunds_payment_id_idx" ON "payments"."refunds"("payment_id");

-- AddForeignKey
ALTER TABLE "payments"."refunds" ADD CONSTRAINT "refunds_notification_id_fkey" FOREIGN KEY ("notification_id") REFERENCES "payments"."webhook_events"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express.
CREATE UNIQUE INDEX "refunds_of_payment" ON "payments"."refunds" (payment_id) WHERE notification_id IS NULL;
CREATE INDEX "refunds_owed" ON "payments"."refunds" (id) WHERE status <> 'SUCCEEDED';
ALTER TABLE "payments"."refunds"
  ADD CONSTRAINT "refunds_status" CHECK (status IN ('NEEDS_BANK_ACCOUNT', 'PENDING', 'SUCCEEDED', 'FAILED')),
  ADD CONSTRAINT "refunds_amount" CHECK (amount_yen > 0),
  ADD CONSTRAINT "refunds_sent" CHECK (sent_at IS NULL OR status IN ('PENDING', 'SUCCEEDED'));

-- What was told of slips stands in columns, and a second payment of a slip is no longer taken for the first one told again.
UPDATE "payments"."webhook_events"
  SET payment_code = body->>'paymentCode', amount_yen = (body->>'amountYen')::int
  WHERE type = 'konbini.paid' AND (body->>'amountYen')::numeric < 2147483648;
UPDATE "payments"."webhook_events" AS e SET outcome = 'PAID_TWICE'
  FROM "payments"."slips" AS s
  WHERE e.type = 'konbini.paid' AND e.outcome = 'ALREADY_KNOWN' AND s.payment_code = e.payment_code
    AND (e.body->>'paidAt')::timestamptz(3) <> s.paid_at;
CREATE INDEX "webhook_events_undecided" ON "payments"."webhook_events" (received_at, id)
  WHERE outcome NOT IN ('ACCEPTED', 'ALREADY_KNOWN', 'REFUND_OPENED', 'SETTLED');
CREATE INDEX "webhook_events_of_unknown_slip" ON "payments"."webhook_events" (payment_code) WHERE outcome = 'UNKNOWN_SLIP';
ALTER TABLE "payments"."webhook_events"
  ADD CONSTRAINT "webhook_events_outcome" CHECK (outcome IN ('ACCEPTED', 'ALREADY_KNOWN', 'UNKNOWN_SLIP', 'WRONG_AMOUNT',
    'PAID_TWICE', 'UNKNOWN_CHARGE', 'UNEXPECTED_CHARGE', 'REFUND_OPENED', 'SETTLED'));

-- Points end with their lot, and the end of a lot never moves: what comes back late gets a lot of its own.
CREATE FUNCTION "payments"."refuse_moving_end"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the end of a lot of points never moves';
END $$;
CREATE TRIGGER "points_lots_end" BEFORE UPDATE OF expires_at ON "payments"."points_lots"
  FOR EACH ROW WHEN (OLD.expires_at IS DISTINCT FROM NEW.expires_at) EXECUTE FUNCTION "payments"."refuse_moving_end"();

-- Points that could not be taken back become debts, which what the customer has now pays at once.
ALTER TABLE "payments"."points_postings" DROP CONSTRAINT "points_postings_account",
  ADD CONSTRAINT "points_postings_account" CHECK (account IN ('SPENDABLE', 'HELD', 'PENDING', 'OWED', 'ISSUED', 'REDEEMED', 'LAPSED'));
DO $$
DECLARE
  award record;
  lot record;
  letters constant text := '0123456789abcdefghjkmnpqrstvwxyz';
  at_ms constant bigint := floor(extract(epoch FROM now()) * 1000);
  stamp text := '';
  owed int;
  lapsed int;
  taken int;
  part int;
  number int := 0;
BEGIN
  -- The time that ids begin with.
  FOR place IN REVERSE 9..0 LOOP
    stamp := stamp || substr(letters, ((at_ms >> (5 * place)) & 31)::int + 1, 1);
  END LOOP;
  FOR award IN
    WITH back AS (
      SELECT t.order_id, -sum(p.points) AS points FROM payments.points_transactions AS t
      JOIN payments.points_postings AS p ON p.transaction_id = t.id AND p.account = 'SPENDABLE'
      WHERE t.kind = 'CLAWED_BACK' GROUP BY t.order_id
    )
    SELECT a.order_id, a.customer_id, (a.points - coalesce(back.points, 0))::int AS debt
    FROM payments.points_awards AS a LEFT JOIN back ON back.order_id = a.order_id
    WHERE a.status = 'CLAWED_BACK' AND a.points > coalesce(back.points, 0) ORDER BY a.created_at, a.order_id
  LOOP
    -- Whoever owes has nothing that is spendable, also nothing that has ended.
    SELECT coalesce(sum(remaining), 0) INTO lapsed FROM payments.points_lots
      WHERE customer_id = award.customer_id AND remaining > 0 AND expires_at <= now();
    IF lapsed > 0 THEN
      UPDATE payments.points_lots SET remaining = 0 WHERE customer_id = award.customer_id AND expires_at <= now();
      UPDATE payments.points_balances SET spendable = spendable - lapsed WHERE customer_id = award.customer_id;
      INSERT INTO payments.points_transactions (id, customer_id, kind, created_at)
        VALUES ('ptx_' || stamp || 'e' || lpad(number::text, 15, '0'), award.customer_id, 'EXPIRED', now());
      INSERT INTO payments.points_postings (transaction_id, account, customer_id, points) VALUES
        ('ptx_' || stamp || 'e' || lpad(number::text, 15, '0'), 'SPENDABLE', award.customer_id, -lapsed),
        ('ptx_' || stamp || 'e' || lpad(number::text, 15, '0'), 'LAPSED', award.customer_id, lapsed);
      number := number + 1;
    END IF;
    owed := award.debt;
    taken := 0;
    FOR lot IN
      SELECT id, remaining FROM payments.points_lots
      WHERE customer_id = award.customer_id AND remaining > 0 ORDER BY expires_at, id
    LOOP
      part := least(owed, lot.remaining);
      UPDATE payments.points_lots SET remaining = remaining - part WHERE id = lot.id;
      owed := owed - part;
      taken := taken + part;
    END LOOP;
    IF taken > 0 THEN
      INSERT INTO payments.points_transactions (id, customer_id, kind, order_id, created_at)
        VALUES ('ptx_' || stamp || 'e' || lpad(number::text, 15, '0'), award.customer_id, 'CLAWED_BACK', award.order_id, now());
      INSERT INTO payments.points_postings (transaction_id, account, customer_id, points) VALUES
        ('ptx_' || stamp || 'e' || lpad(number::text, 15, '0'), 'SPENDABLE', award.customer_id, -taken),
        ('ptx_' || stamp || 'e' || lpad(number::text, 15, '0'), 'ISSUED', award.customer_id, taken);
      number := number + 1;
    END IF;
    IF owed > 0 THEN
      INSERT INTO payments.points_transactions (id, customer_id, kind, order_id, created_at)
        VALUES ('ptx_' || stamp || 'e' || lpad(number::text, 15, '0'), award.customer_id, 'INDEBTED', award.order_id, now());
      INSERT INTO payments.points_postings (transaction_id, account, customer_id, points) VALUES
        ('ptx_' || stamp || 'e' || lpad(number::text, 15, '0'), 'OWED', award.customer_id, -owed),
        ('ptx_' || stamp || 'e' || lpad(number::text, 15, '0'), 'ISSUED', award.customer_id, owed);
      number := number + 1;
    END IF;
    UPDATE payments.points_awards SET debt = owed WHERE order_id = award.order_id;
    UPDATE payments.points_balances AS b SET spendable = b.spendable - taken, owed = b.owed + award.debt - taken
      WHERE customer_id = award.customer_id;
  END LOOP;
END $$;
CREATE INDEX "points_awards_owing" ON "payments"."points_awards" (customer_id, created_at) WHERE debt > 0;
ALTER TABLE "payments"."points_awards"
  ADD CONSTRAINT "points_awards_debt" CHECK (debt BETWEEN 0 AND points AND (debt = 0 OR status = 'CLAWED_BACK'));
ALTER TABLE "payments"."points_balances"
  ADD CONSTRAINT "points_balances_owed" CHECK (owed >= 0 AND (owed = 0 OR spendable = 0));
