-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "catalog";

-- CreateTable
CREATE TABLE "catalog"."categories" (
    "id" TEXT COLLATE "C" NOT NULL,
    "slug" TEXT NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "parent_id" TEXT COLLATE "C",
    "position" INTEGER NOT NULL,
    "picture" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "categories_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalog"."products" (
    "id" TEXT COLLATE "C" NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "name_kana" TEXT COLLATE "C" NOT NULL,
    "description_ja" TEXT NOT NULL,
    "description_en" TEXT NOT NULL,
    "brand" TEXT NOT NULL,
    "category_id" TEXT COLLATE "C" NOT NULL,
    "status" TEXT NOT NULL,
    "tax_class" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "min_price_yen" INTEGER NOT NULL,
    "max_price_yen" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "search_names" TEXT NOT NULL,
    "search_text" TEXT NOT NULL,
    "search_terms" TEXT[],

    CONSTRAINT "products_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalog"."product_variants" (
    "id" TEXT COLLATE "C" NOT NULL,
    "product_id" TEXT COLLATE "C" NOT NULL,
    "sku" TEXT NOT NULL,
    "option_values" TEXT[],
    "price_yen" INTEGER NOT NULL,
    "weight_grams" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "product_variants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalog"."product_shelves" (
    "shelf" TEXT COLLATE "C" NOT NULL,
    "status" TEXT NOT NULL,
    "product_id" TEXT COLLATE "C" NOT NULL,
    "min_price_yen" INTEGER NOT NULL,
    "name_kana" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "product_shelves_pkey" PRIMARY KEY ("product_id","shelf")
);

-- CreateTable
CREATE TABLE "catalog"."outbox_events" (
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
CREATE TABLE "catalog"."processed_events" (
    "consumer_group" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "processed_events_pkey" PRIMARY KEY ("consumer_group","event_id")
);

-- CreateTable
CREATE TABLE "catalog"."relay_leases" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "fence" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "relay_leases_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "categories_slug_key" ON "catalog"."categories"("slug");

-- CreateIndex
CREATE INDEX "categories_parent_id_position_id_idx" ON "catalog"."categories"("parent_id", "position", "id");

-- CreateIndex
CREATE INDEX "products_category_id_idx" ON "catalog"."products"("category_id");

-- CreateIndex
CREATE INDEX "products_search_terms_idx" ON "catalog"."products" USING GIN ("search_terms");

-- CreateIndex
CREATE UNIQUE INDEX "product_variants_sku_key" ON "catalog"."product_variants"("sku");

-- CreateIndex
CREATE UNIQUE INDEX "product_variants_product_id_option_values_key" ON "catalog"."product_variants"("product_id", "option_values");

-- CreateIndex
CREATE INDEX "product_shelves_shelf_status_product_id_idx" ON "catalog"."product_shelves"("shelf", "status", "product_id");

-- CreateIndex
CREATE INDEX "product_shelves_shelf_status_min_price_yen_product_id_idx" ON "catalog"."product_shelves"("shelf", "status", "min_price_yen", "product_id");

-- CreateIndex
CREATE INDEX "product_shelves_shelf_status_name_kana_product_id_idx" ON "catalog"."product_shelves"("shelf", "status", "name_kana", "product_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_events_position_key" ON "catalog"."outbox_events"("position");

-- CreateIndex
CREATE INDEX "processed_events_processed_at_idx" ON "catalog"."processed_events" USING BRIN ("processed_at");

-- AddForeignKey
ALTER TABLE "catalog"."categories" ADD CONSTRAINT "categories_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "catalog"."categories"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."products" ADD CONSTRAINT "products_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "catalog"."categories"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."product_variants" ADD CONSTRAINT "product_variants_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog"."products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."product_shelves" ADD CONSTRAINT "product_shelves_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog"."products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddCheck: the last wall behind the rules of the code
ALTER TABLE "catalog"."categories" ADD CONSTRAINT "categories_parent_check" CHECK ("parent_id" <> "id");
ALTER TABLE "catalog"."products" ADD CONSTRAINT "products_status_check" CHECK ("status" IN ('DRAFT', 'ACTIVE', 'WITHDRAWN'));
ALTER TABLE "catalog"."products" ADD CONSTRAINT "products_deleted_check" CHECK ("deleted_at" IS NULL OR "status" = 'WITHDRAWN');
ALTER TABLE "catalog"."products" ADD CONSTRAINT "products_tax_class_check" CHECK ("tax_class" IN ('REDUCED', 'STANDARD'));
ALTER TABLE "catalog"."products" ADD CONSTRAINT "products_price_check" CHECK ("min_price_yen" BETWEEN 1 AND "max_price_yen");
ALTER TABLE "catalog"."product_variants" ADD CONSTRAINT "product_variants_price_check" CHECK ("price_yen" BETWEEN 1 AND 10000000);
ALTER TABLE "catalog"."product_variants" ADD CONSTRAINT "product_variants_weight_check" CHECK ("weight_grams" BETWEEN 0 AND 1000000);
