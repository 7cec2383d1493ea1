-- CreateTable
CREATE TABLE "catalog"."bulk_imports" (
    "kind" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "lines_done" INTEGER NOT NULL,
    "added" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,
    "unchanged" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "problem_count" INTEGER NOT NULL,
    "problems" JSONB NOT NULL,
    "actor" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_imports_pkey" PRIMARY KEY ("kind","digest")
);

-- What Prisma cannot express.
ALTER TABLE "catalog"."bulk_imports"
    ADD CONSTRAINT "bulk_imports_digest_check" CHECK (digest ~ '^[0-9a-f]{64}$'),
    ADD CONSTRAINT "bulk_imports_lines_check" CHECK (lines_done = added + changed + unchanged + refused);
