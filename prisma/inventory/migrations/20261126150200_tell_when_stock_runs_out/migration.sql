-- AlterTable
-- Of every level of a shop that is there already it is told once, by the domain's background jobs.
ALTER TABLE "inventory"."levels" ADD COLUMN     "untold" BOOLEAN NOT NULL DEFAULT true;

-- What Prisma cannot express.
CREATE INDEX "levels_untold_idx" ON "inventory"."levels"("id") WHERE untold;

-- Whoever takes the last piece, or brings the first: a trigger, so that no change of a level can forget it. Rows that only
-- change in numbers keep their place, since the column of the index keeps its value.
CREATE FUNCTION "inventory"."note_availability"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.untold := true;
    RETURN NEW;
END
$$;
CREATE TRIGGER "levels_availability_noted"
    BEFORE UPDATE ON "inventory"."levels" FOR EACH ROW
    WHEN ((OLD.on_hand + OLD.backorder_limit > OLD.reserved) IS DISTINCT FROM (NEW.on_hand + NEW.backorder_limit > NEW.reserved))
    EXECUTE FUNCTION "inventory"."note_availability"();
