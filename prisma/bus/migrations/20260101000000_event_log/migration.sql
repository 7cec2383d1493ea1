CREATE SCHEMA IF NOT EXISTS "bus";

-- Whoever appends to a topic holds its row until commit: positions are gapless and become visible in order.
CREATE TABLE "bus"."topics" (
  "topic" TEXT PRIMARY KEY,
  "next_position" BIGINT NOT NULL CHECK ("next_position" >= 1),
  -- Never goes back, whatever the server's clock does: times and positions of a topic have one order.
  "last_published_at" TIMESTAMPTZ(6) NOT NULL
);

CREATE TABLE "bus"."events" (
  "topic" TEXT NOT NULL,
  "position" BIGINT NOT NULL CHECK ("position" >= 1),
  "key" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "event" JSONB NOT NULL,
  "published_at" TIMESTAMPTZ(6) NOT NULL,
  PRIMARY KEY ("topic", "position")
);

CREATE TABLE "bus"."consumer_offsets" (
  "consumer_group" TEXT NOT NULL,
  "topic" TEXT NOT NULL,
  -- The last position that is done; 0 before the first.
  "position" BIGINT NOT NULL CHECK ("position" >= 0),
  "moved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  PRIMARY KEY ("consumer_group", "topic")
);

CREATE TABLE "bus"."consumer_leases" (
  "name" TEXT PRIMARY KEY,
  "holder" TEXT NOT NULL,
  "fence" BIGINT NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL
);

CREATE TABLE "bus"."dead_letters" (
  "consumer_group" TEXT NOT NULL,
  "event_id" TEXT NOT NULL,
  "topic" TEXT NOT NULL,
  "position" TEXT NOT NULL,
  "event" JSONB NOT NULL,
  "reason" TEXT NOT NULL,
  "attempts" INTEGER NOT NULL,
  "died_at" TIMESTAMPTZ(3) NOT NULL,
  "replayed_at" TIMESTAMPTZ(3),
  PRIMARY KEY ("consumer_group", "event_id")
);

CREATE INDEX "dead_letters_died_at_idx" ON "bus"."dead_letters" ("died_at");
