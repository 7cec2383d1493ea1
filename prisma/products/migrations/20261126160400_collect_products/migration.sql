-- CreateTable
CREATE TABLE "catalog"."collections" (
    "id" TEXT COLLATE "C" NOT NULL,
    "slug" TEXT NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "description_ja" TEXT NOT NULL,
    "description_en" TEXT NOT NULL,
    "rule" JSONB,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "position" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "collections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalog"."collection_products" (
    "collection_id" TEXT COLLATE "C" NOT NULL,
    "position" INTEGER NOT NULL,
    "product_id" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "collection_products_pkey" PRIMARY KEY ("collection_id","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "collections_slug_key" ON "catalog"."collections"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "collection_products_collection_id_product_id_key" ON "catalog"."collection_products"("collection_id", "product_id");

-- AddForeignKey
ALTER TABLE "catalog"."collection_products" ADD CONSTRAINT "collection_products_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "catalog"."collections"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."collection_products" ADD CONSTRAINT "collection_products_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog"."products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express.
ALTER TABLE "catalog"."collections"
    ADD CONSTRAINT "collections_rule_check" CHECK (rule IS NULL OR jsonb_typeof(rule) = 'object'),
    ADD CONSTRAINT "collections_time_check" CHECK (starts_at < ends_at);
