-- CreateTable
CREATE TABLE "delivery"."closed_days" (
    "date" TEXT COLLATE "C" NOT NULL,
    "zone_id" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "reason_ja" TEXT NOT NULL,
    "reason_en" TEXT NOT NULL,

    CONSTRAINT "closed_days_pkey" PRIMARY KEY ("date","zone_id")
);

-- What Prisma cannot express.
ALTER TABLE "delivery"."closed_days"
    ADD CONSTRAINT "closed_days_date_check" CHECK (date ~ '^\d{4}-\d{2}-\d{2}$');
