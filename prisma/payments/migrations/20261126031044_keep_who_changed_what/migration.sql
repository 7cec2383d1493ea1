-- CreateTable
CREATE TABLE "payments"."changes" (
    "id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "changes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "changes_subject_id_idx" ON "payments"."changes"("subject", "id" DESC);

-- What Prisma cannot express.
ALTER TABLE "payments"."changes"
    ADD CONSTRAINT "changes_actor_check" CHECK (actor ~ '^(CUSTOMER|STAFF|ADMIN|SERVICE|SYSTEM|COMMAND):.+$'),
    ADD CONSTRAINT "changes_operation_check" CHECK (operation <> ''),
    ADD CONSTRAINT "changes_fields_check" CHECK (jsonb_typeof(fields) = 'array');

CREATE FUNCTION "payments"."refuse_change_of_changes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was changed stays as it was written down' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "changes_append_only"
    BEFORE UPDATE OR DELETE OR TRUNCATE ON "payments"."changes"
    FOR EACH STATEMENT EXECUTE FUNCTION "payments"."refuse_change_of_changes"();
