-- Nobody will handle it any more: the letter stays, and waits no longer.
ALTER TABLE "bus"."dead_letters" ADD COLUMN "discarded_at" TIMESTAMPTZ(3);
