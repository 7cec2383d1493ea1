-- AlterTable
ALTER TABLE "users"."users" ADD COLUMN     "guest_email" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "users"."sessions" ADD COLUMN     "order_id" TEXT;

-- CreateTable
CREATE TABLE "users"."guests" (
    "user_id" TEXT NOT NULL,
    "look_at" TIMESTAMPTZ(3) NOT NULL,
    "merged_into" TEXT,

    CONSTRAINT "guests_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "users"."order_links" (
    "hash" BYTEA NOT NULL,
    "user_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_links_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "guests_look_at_idx" ON "users"."guests"("look_at");

-- CreateIndex
CREATE INDEX "guests_merged_into_idx" ON "users"."guests"("merged_into");

-- CreateIndex
CREATE INDEX "order_links_user_id_idx" ON "users"."order_links"("user_id");

-- CreateIndex
CREATE INDEX "order_links_expires_at_idx" ON "users"."order_links"("expires_at");

-- AddForeignKey
ALTER TABLE "users"."guests" ADD CONSTRAINT "guests_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."order_links" ADD CONSTRAINT "order_links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot express.

ALTER TABLE "users"."users"
    DROP CONSTRAINT "users_role_check",
    ADD CONSTRAINT "users_role_check" CHECK (role IN ('GUEST', 'CUSTOMER', 'STAFF', 'ADMIN')),
    DROP CONSTRAINT "users_email_check",
    ADD CONSTRAINT "users_email_check" CHECK (
        email = lower(email) AND length(email) <= 254
        AND (length(email) >= 3 OR deleted_at IS NOT NULL OR role = 'GUEST')
    ),
    -- Nobody logs in to a guest: there is no name and no password for it.
    ADD CONSTRAINT "users_guest_check" CHECK (
        (role = 'GUEST' AND email = '' AND password_hash = '' AND email_verified_at IS NULL)
        OR (role <> 'GUEST' AND guest_email = '')
    ),
    ADD CONSTRAINT "users_guest_email_check" CHECK (
        guest_email = '' OR (guest_email = lower(guest_email) AND length(guest_email) BETWEEN 3 AND 254 AND deleted_at IS NULL)
    );

ALTER TABLE "users"."sessions"
    DROP CONSTRAINT "sessions_end_check",
    ADD CONSTRAINT "sessions_end_check" CHECK (
        (ended_at IS NULL) = (end_reason IS NULL)
        AND (
            end_reason IS NULL
            OR end_reason IN (
                'LOGOUT', 'REUSED', 'ROLE_CHANGED', 'DISABLED', 'ENDED', 'PASSWORD_CHANGED', 'UPGRADED', 'MERGED'
            )
        )
    );

ALTER TABLE "users"."order_links"
    ADD CONSTRAINT "order_links_hash_check" CHECK (octet_length(hash) = 32);
