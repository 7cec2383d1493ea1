-- Of a session that was refreshed before this, both are unknown: its token that was used last may not be presented again.
ALTER TABLE "users"."sessions" ADD COLUMN     "replaced_hash" BYTEA,
ADD COLUMN     "successor_salt" BYTEA;

ALTER TABLE "users"."sessions"
    ADD CONSTRAINT "sessions_successor_check" CHECK (
        (replaced_hash IS NULL) = (successor_salt IS NULL)
        AND (replaced_hash IS NULL OR (octet_length(replaced_hash) = 32 AND octet_length(successor_salt) = 32))
    );

-- A session has one refresh token that is still good, however often the one before it was presented.
CREATE UNIQUE INDEX "refresh_tokens_unused_by_session_key" ON "users"."refresh_tokens"("session_id") WHERE used_at IS NULL;
