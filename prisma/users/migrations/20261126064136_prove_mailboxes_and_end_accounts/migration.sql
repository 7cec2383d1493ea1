-- DropIndex
DROP INDEX "users"."users_email_key";

-- AlterTable
ALTER TABLE "users"."users" ADD COLUMN     "default_address_id" TEXT,
ADD COLUMN     "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN     "email_verified_at" TIMESTAMPTZ(3),
ADD COLUMN     "language" TEXT NOT NULL DEFAULT 'ja';

-- AlterTable
ALTER TABLE "users"."sessions" ADD COLUMN     "device" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "last_used_at" TIMESTAMPTZ(3),
ADD COLUMN     "stays_signed_in" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "users"."account_mails" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "user_id" TEXT,
    "email" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "token_hash" BYTEA,
    "token_expires_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_mails_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "account_mails_token_hash_key" ON "users"."account_mails"("token_hash");

-- CreateIndex
CREATE INDEX "account_mails_user_id_idx" ON "users"."account_mails"("user_id");

-- CreateIndex
CREATE INDEX "account_mails_expires_at_idx" ON "users"."account_mails"("expires_at");

-- CreateIndex
CREATE INDEX "users_email_idx" ON "users"."users"("email");

-- CreateIndex
CREATE INDEX "users_default_address_id_idx" ON "users"."users"("default_address_id");

-- AddForeignKey
ALTER TABLE "users"."users" ADD CONSTRAINT "users_default_address_id_fkey" FOREIGN KEY ("default_address_id") REFERENCES "users"."addresses"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."account_mails" ADD CONSTRAINT "account_mails_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot express.

-- Until now an address was one account's: it keeps it, as if a link had been opened.
UPDATE "users"."users" SET email_verified_at = created_at;
CREATE UNIQUE INDEX "users_verified_email_key" ON "users"."users"("email") WHERE email_verified_at IS NOT NULL;

ALTER TABLE "users"."users"
    DROP CONSTRAINT "users_email_check",
    ADD CONSTRAINT "users_email_check" CHECK (
        email = lower(email) AND length(email) <= 254 AND (length(email) >= 3 OR deleted_at IS NOT NULL)
    ),
    ADD CONSTRAINT "users_language_check" CHECK (language IN ('ja', 'en')),
    ADD CONSTRAINT "users_deleted_check" CHECK (
        deleted_at IS NULL
        OR (email = '' AND name = '' AND name_kana = '' AND phone = '' AND password_hash = '' AND email_verified_at IS NULL)
    );

ALTER TABLE "users"."sessions"
    DROP CONSTRAINT "sessions_end_check",
    ADD CONSTRAINT "sessions_end_check" CHECK (
        (ended_at IS NULL) = (end_reason IS NULL)
        AND (
            end_reason IS NULL
            OR end_reason IN ('LOGOUT', 'REUSED', 'ROLE_CHANGED', 'DISABLED', 'ENDED', 'PASSWORD_CHANGED')
        )
    );

ALTER TABLE "users"."account_mails"
    ADD CONSTRAINT "account_mails_kind_check" CHECK (
        kind IN (
            'VERIFY_EMAIL', 'RESET_PASSWORD', 'CONFIRM_EMAIL_CHANGE', 'EMAIL_CHANGE_TOLD', 'ALREADY_REGISTERED',
            'PASSWORD_CHANGED', 'ACCOUNT_DELETED_TOLD'
        )
    ),
    ADD CONSTRAINT "account_mails_language_check" CHECK (language IN ('ja', 'en')),
    ADD CONSTRAINT "account_mails_token_check" CHECK (
        (token_hash IS NULL) = (token_expires_at IS NULL)
        AND (token_hash IS NULL OR octet_length(token_hash) = 32)
        AND (used_at IS NULL OR token_hash IS NOT NULL)
    );
