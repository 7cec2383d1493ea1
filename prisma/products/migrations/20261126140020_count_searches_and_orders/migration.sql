-- CreateTable
CREATE TABLE "catalog"."search_counts" (
    "date" DATE NOT NULL,
    "phrase" TEXT COLLATE "C" NOT NULL,
    "typed" TEXT NOT NULL,
    "searches" INTEGER NOT NULL,
    "without_results" INTEGER NOT NULL,
    "chosen" INTEGER NOT NULL,

    CONSTRAINT "search_counts_pkey" PRIMARY KEY ("date","phrase")
);

-- CreateTable
CREATE TABLE "catalog"."ordered_pieces" (
    "product_id" TEXT COLLATE "C" NOT NULL,
    "date" DATE NOT NULL,
    "units" INTEGER NOT NULL,

    CONSTRAINT "ordered_pieces_pkey" PRIMARY KEY ("product_id","date")
);

-- CreateIndex
CREATE INDEX "search_counts_phrase_idx" ON "catalog"."search_counts"("phrase");

-- CreateIndex
CREATE INDEX "ordered_pieces_date_idx" ON "catalog"."ordered_pieces"("date");

-- CreateIndex
CREATE INDEX "search_documents_popularity_product_id_idx" ON "catalog"."search_documents"("popularity" DESC, "product_id");

-- What Prisma cannot express.
ALTER TABLE "catalog"."search_counts"
    ADD CONSTRAINT "search_counts_check" CHECK (without_results BETWEEN 0 AND searches AND chosen BETWEEN 0 AND searches);
