-- AlterTable
ALTER TABLE "catalog"."product_shelves" ADD COLUMN     "tokens" TEXT[] NOT NULL DEFAULT '{}',
ADD COLUMN     "tokens_version" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "in_stock" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "catalog"."facet_values" (
    "token" TEXT COLLATE "C" NOT NULL,
    "facet" TEXT COLLATE "C" NOT NULL,
    "value" TEXT NOT NULL,
    "facet_ja" TEXT NOT NULL,
    "facet_en" TEXT NOT NULL,
    "label_ja" TEXT NOT NULL,
    "label_en" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "facet_values_pkey" PRIMARY KEY ("token")
);

-- CreateTable
CREATE TABLE "catalog"."variant_availability" (
    "variant_id" TEXT COLLATE "C" NOT NULL,
    "location_id" TEXT COLLATE "C" NOT NULL,
    "available" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "variant_availability_pkey" PRIMARY KEY ("variant_id","location_id")
);

-- CreateIndex
CREATE INDEX "product_shelves_tokens_version_product_id_idx" ON "catalog"."product_shelves"("tokens_version", "product_id");

-- What Prisma cannot express. A shelf below the whole shop is short enough to be read from its own index.
CREATE INDEX "product_shelves_tokens_idx" ON "catalog"."product_shelves" USING GIN ("tokens") WHERE shelf = '';

-- Stock changes rows in place, and indexes have no part in that.
ALTER TABLE "catalog"."product_shelves" SET (fillfactor = 90);
