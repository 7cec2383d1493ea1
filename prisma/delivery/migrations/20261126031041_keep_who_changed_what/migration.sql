-- AlterTable
ALTER TABLE "delivery"."tracking_events" ADD COLUMN     "actor" TEXT NOT NULL DEFAULT 'UNKNOWN';
-- Nobody knows who did what is there already; from now on whoever forgets it is refused.
ALTER TABLE "delivery"."tracking_events" ALTER COLUMN "actor" DROP DEFAULT;

-- CreateTable
CREATE TABLE "delivery"."changes" (
    "id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "changes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "changes_subject_id_idx" ON "delivery"."changes"("subject", "id" DESC);

-- What Prisma cannot express.
ALTER TABLE "delivery"."changes"
    ADD CONSTRAINT "changes_actor_check" CHECK (actor ~ '^(CUSTOMER|STAFF|ADMIN|SERVICE|SYSTEM|COMMAND):.+$'),
    ADD CONSTRAINT "changes_operation_check" CHECK (operation <> ''),
    ADD CONSTRAINT "changes_fields_check" CHECK (jsonb_typeof(fields) = 'array');

CREATE FUNCTION "delivery"."refuse_change_of_changes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was changed stays as it was written down' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "changes_append_only"
    BEFORE UPDATE OR DELETE OR TRUNCATE ON "delivery"."changes"
    FOR EACH STATEMENT EXECUTE FUNCTION "delivery"."refuse_change_of_changes"();

ALTER TABLE "delivery"."tracking_events"
    ADD CONSTRAINT "tracking_events_actor_check" CHECK (actor ~ '^((CUSTOMER|STAFF|ADMIN|SERVICE|SYSTEM|COMMAND):.+|UNKNOWN)$');
