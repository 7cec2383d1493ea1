-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "notifications";

-- CreateTable
CREATE TABLE "notifications"."mails" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "order_id" TEXT NOT NULL DEFAULT '',
    "customer_id" TEXT NOT NULL DEFAULT '',
    "facts" JSONB NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "mails_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notifications"."local_mails" (
    "mail_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "local_mails_pkey" PRIMARY KEY ("mail_id")
);

-- CreateTable
CREATE TABLE "notifications"."mail_starts" (
    "name" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_starts_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "notifications"."changes" (
    "id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "changes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notifications"."processed_events" (
    "consumer_group" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "processed_events_pkey" PRIMARY KEY ("consumer_group","event_id")
);

-- CreateIndex
CREATE INDEX "mails_state_due_at_idx" ON "notifications"."mails"("state", "due_at");

-- CreateIndex
CREATE INDEX "mails_customer_id_idx" ON "notifications"."mails"("customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "mails_kind_subject_key" ON "notifications"."mails"("kind", "subject");

-- CreateIndex
CREATE INDEX "local_mails_customer_id_idx" ON "notifications"."local_mails"("customer_id");

-- CreateIndex
CREATE INDEX "changes_subject_id_idx" ON "notifications"."changes"("subject", "id" DESC);

-- CreateIndex
CREATE INDEX "processed_events_processed_at_idx" ON "notifications"."processed_events" USING BRIN ("processed_at");

-- What Prisma cannot express.
ALTER TABLE "notifications"."mails"
    ADD CONSTRAINT "mails_state_check" CHECK (state IN ('WAITING', 'SENDING', 'SENT', 'DOUBT', 'REFUSED', 'DROPPED', 'DISMISSED')),
    ADD CONSTRAINT "mails_ended_check" CHECK ((state IN ('SENT', 'DROPPED', 'DISMISSED')) = (ended_at IS NOT NULL));

ALTER TABLE "notifications"."changes"
    ADD CONSTRAINT "changes_actor_check" CHECK (actor ~ '^(CUSTOMER|STAFF|ADMIN|SERVICE|SYSTEM|COMMAND):.+$'),
    ADD CONSTRAINT "changes_operation_check" CHECK (operation <> ''),
    ADD CONSTRAINT "changes_fields_check" CHECK (jsonb_typeof(fields) = 'array');

CREATE FUNCTION "notifications"."refuse_change_of_changes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was changed stays as it was written down' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "changes_append_only"
    BEFORE UPDATE OR DELETE OR TRUNCATE ON "notifications"."changes"
    FOR EACH STATEMENT EXECUTE FUNCTION "notifications"."refuse_change_of_changes"();
