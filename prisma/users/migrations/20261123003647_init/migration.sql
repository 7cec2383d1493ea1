-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "users";

-- CreateTable
CREATE TABLE "users"."users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_kana" TEXT NOT NULL DEFAULT '',
    "phone" TEXT NOT NULL DEFAULT '',
    "role" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."addresses" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "recipient_name" TEXT NOT NULL,
    "recipient_kana" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "postal_code" TEXT NOT NULL,
    "prefecture" TEXT NOT NULL,
    "municipality" TEXT NOT NULL,
    "street" TEXT NOT NULL,
    "building" TEXT NOT NULL,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "addresses_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."postal_codes" (
    "code" TEXT NOT NULL,
    "prefecture" TEXT NOT NULL,
    "municipality" TEXT NOT NULL,
    "town" TEXT NOT NULL,
    "latitude" DOUBLE PRECISION NOT NULL,
    "longitude" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "postal_codes_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "users"."sessions" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."refresh_tokens" (
    "hash" BYTEA NOT NULL,
    "session_id" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "users"."login_attempts" (
    "account" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "locked_until" TIMESTAMPTZ(3),
    "last_failed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "login_attempts_pkey" PRIMARY KEY ("account")
);

-- CreateTable
CREATE TABLE "users"."signing_keys" (
    "kid" TEXT NOT NULL,
    "private_jwk" JSONB NOT NULL,
    "activates_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("kid")
);

-- CreateTable
CREATE TABLE "users"."outbox_events" (
    "id" TEXT NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."relay_leases" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "fence" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "relay_leases_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"."users"("email");

-- CreateIndex
CREATE INDEX "addresses_owner_id_id_idx" ON "users"."addresses"("owner_id", "id" DESC);

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "users"."sessions"("expires_at");

-- CreateIndex
CREATE INDEX "refresh_tokens_session_id_idx" ON "users"."refresh_tokens"("session_id");

-- CreateIndex
CREATE INDEX "refresh_tokens_expires_at_idx" ON "users"."refresh_tokens"("expires_at");

-- CreateIndex
CREATE INDEX "login_attempts_last_failed_at_idx" ON "users"."login_attempts"("last_failed_at");

-- CreateIndex
CREATE UNIQUE INDEX "signing_keys_activates_at_key" ON "users"."signing_keys"("activates_at");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_events_position_key" ON "users"."outbox_events"("position");

-- AddForeignKey
ALTER TABLE "users"."addresses" ADD CONSTRAINT "addresses_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "users"."sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The rules of the domain once more, as a second wall.
ALTER TABLE "users"."users"
    ADD CONSTRAINT "users_role_check" CHECK (role IN ('CUSTOMER', 'STAFF', 'ADMIN')),
    ADD CONSTRAINT "users_email_check" CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    ADD CONSTRAINT "users_version_check" CHECK (version >= 1);

ALTER TABLE "users"."addresses"
    ADD CONSTRAINT "addresses_postal_code_check" CHECK (postal_code ~ '^[0-9]{7}$'),
    ADD CONSTRAINT "addresses_point_check" CHECK (
        (latitude IS NULL AND longitude IS NULL)
        OR (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)
    ),
    ADD CONSTRAINT "addresses_version_check" CHECK (version >= 1);

ALTER TABLE "users"."postal_codes"
    ADD CONSTRAINT "postal_codes_code_check" CHECK (code ~ '^[0-9]{7}$');

ALTER TABLE "users"."sessions"
    ADD CONSTRAINT "sessions_end_check" CHECK (
        (ended_at IS NULL) = (end_reason IS NULL)
        AND (end_reason IS NULL OR end_reason IN ('LOGOUT', 'REUSED', 'ROLE_CHANGED'))
    );

ALTER TABLE "users"."refresh_tokens"
    ADD CONSTRAINT "refresh_tokens_hash_check" CHECK (octet_length(hash) = 32);

ALTER TABLE "users"."login_attempts"
    ADD CONSTRAINT "login_attempts_failures_check" CHECK (failures >= 0);

-- Sessions that still go on, of one user: to end them together.
CREATE INDEX "sessions_open_by_user_idx" ON "users"."sessions"("user_id") WHERE ended_at IS NULL;
