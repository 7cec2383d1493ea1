-- DropIndex
DROP INDEX "catalog"."products_search_terms_idx";

-- AlterTable
ALTER TABLE "catalog"."products" ALTER COLUMN "search_names" SET DEFAULT '',
ALTER COLUMN "search_text" SET DEFAULT '';

-- CreateTable
CREATE TABLE "catalog"."search_documents" (
    "product_id" TEXT COLLATE "C" NOT NULL,
    "form" INTEGER NOT NULL,
    "names" TEXT COLLATE "C" NOT NULL,
    "words" TEXT COLLATE "C" NOT NULL,
    "reading" TEXT COLLATE "C" NOT NULL,
    "category" TEXT COLLATE "C" NOT NULL,
    "above" TEXT COLLATE "C" NOT NULL,
    "brand" TEXT COLLATE "C" NOT NULL,
    "rest" TEXT COLLATE "C" NOT NULL,
    "loose" TEXT COLLATE "C" NOT NULL,
    "lexemes" TSVECTOR NOT NULL,
    "popularity" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "search_documents_pkey" PRIMARY KEY ("product_id")
);

-- CreateTable
CREATE TABLE "catalog"."synonyms" (
    "id" TEXT NOT NULL,
    "terms" TEXT[],
    "narrower" TEXT[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "synonyms_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "search_documents_lexemes_idx" ON "catalog"."search_documents" USING GIN ("lexemes") WITH (fastupdate = off);

-- AddForeignKey
ALTER TABLE "catalog"."search_documents" ADD CONSTRAINT "search_documents_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog"."products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express: article numbers are found by how they begin, with their hyphens or without.
CREATE INDEX "product_variants_sku_beginning_idx" ON "catalog"."product_variants" (replace(sku, '-', '') text_pattern_ops);
