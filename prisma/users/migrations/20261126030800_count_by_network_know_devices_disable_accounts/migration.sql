-- AlterTable
ALTER TABLE "users"."users" ADD COLUMN     "disabled_at" TIMESTAMPTZ(3),
ADD COLUMN     "disabled_by" TEXT,
ADD COLUMN     "disabled_reason" TEXT;

-- CreateTable
CREATE TABLE "users"."account_changes" (
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "change" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_changes_pkey" PRIMARY KEY ("user_id","version")
);

-- CreateTable
CREATE TABLE "users"."devices" (
    "hash" BYTEA NOT NULL,
    "user_id" TEXT NOT NULL,
    "password_mark" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "devices_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "users"."allowances" (
    "key" TEXT NOT NULL,
    "whole_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "allowances_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "devices_user_id_used_at_idx" ON "users"."devices"("user_id", "used_at");

-- CreateIndex
CREATE INDEX "devices_expires_at_idx" ON "users"."devices"("expires_at");

-- CreateIndex
CREATE INDEX "allowances_whole_at_idx" ON "users"."allowances"("whole_at");

-- AddForeignKey
ALTER TABLE "users"."account_changes" ADD CONSTRAINT "account_changes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."devices" ADD CONSTRAINT "devices_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The rules of the domain once more, as a second wall.
ALTER TABLE "users"."users"
    ADD CONSTRAINT "users_disabled_check" CHECK (
        (disabled_at IS NULL) = (disabled_reason IS NULL) AND (disabled_at IS NULL) = (disabled_by IS NULL)
    );

ALTER TABLE "users"."account_changes"
    ADD CONSTRAINT "account_changes_change_check" CHECK (change IN ('DISABLED', 'ENABLED'));

ALTER TABLE "users"."devices"
    ADD CONSTRAINT "devices_hash_check" CHECK (octet_length(hash) = 32 AND octet_length(password_mark) = 32);

ALTER TABLE "users"."sessions"
    DROP CONSTRAINT "sessions_end_check",
    ADD CONSTRAINT "sessions_end_check" CHECK (
        (ended_at IS NULL) = (end_reason IS NULL)
        AND (end_reason IS NULL OR end_reason IN ('LOGOUT', 'REUSED', 'ROLE_CHANGED', 'DISABLED'))
    );
