-- AlterTable
ALTER TABLE "inventory"."movements" ADD COLUMN     "written_off" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "inventory"."returned_goods" (
    "order_id" TEXT NOT NULL,
    "level_id" TEXT NOT NULL,
    "reservation_key" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "restocked" INTEGER,
    "written_off" INTEGER,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "returned_goods_pkey" PRIMARY KEY ("order_id","level_id")
);

-- AddForeignKey
ALTER TABLE "inventory"."returned_goods" ADD CONSTRAINT "returned_goods_reservation_key_level_id_fkey" FOREIGN KEY ("reservation_key", "level_id") REFERENCES "inventory"."reservation_lines"("reservation_key", "level_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express.
ALTER TABLE "inventory"."movements"
    DROP CONSTRAINT "movements_kind_check",
    DROP CONSTRAINT "movements_quantity_check",
    ADD CONSTRAINT "movements_kind_check" CHECK (kind IN ('RECEIVED', 'ADJUSTED', 'SHIPPED', 'RETURNED', 'WRITTEN_OFF')),
    ADD CONSTRAINT "movements_quantity_check" CHECK ((quantity = 0) = (kind = 'WRITTEN_OFF')),
    ADD CONSTRAINT "movements_written_off_check" CHECK (written_off >= 0 AND (written_off > 0) = (kind = 'WRITTEN_OFF')),
    ADD CONSTRAINT "movements_returned_check" CHECK (kind <> 'RETURNED' OR quantity > 0);

ALTER TABLE "inventory"."returned_goods"
    ADD CONSTRAINT "returned_goods_cause_check" CHECK (cause IN ('RETURNED', 'LOST', 'DAMAGED')),
    ADD CONSTRAINT "returned_goods_quantity_check" CHECK (quantity > 0),
    ADD CONSTRAINT "returned_goods_decided_check" CHECK (
        num_nulls(restocked, written_off, decided_at, decided_by) IN (0, 4)
        AND restocked >= 0 AND written_off >= 0 AND restocked + written_off = quantity
    ),
    ADD CONSTRAINT "returned_goods_lost_check" CHECK (cause = 'RETURNED' OR restocked IS NULL OR restocked = 0);

CREATE INDEX "returned_goods_undecided" ON "inventory"."returned_goods" (opened_at, order_id, level_id) WHERE decided_at IS NULL;
CREATE INDEX "returned_goods_write_offs" ON "inventory"."returned_goods" (order_id) WHERE decided_at IS NULL AND cause <> 'RETURNED';

-- What was decided stands: the movements that explain it cannot be undone either.
CREATE FUNCTION "inventory"."refuse_another_decision"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.decided_at IS NOT NULL THEN
        RAISE EXCEPTION 'what became of returned goods is decided once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER "returned_goods_decided_once"
    BEFORE UPDATE OR DELETE ON "inventory"."returned_goods"
    FOR EACH ROW EXECUTE FUNCTION "inventory"."refuse_another_decision"();
