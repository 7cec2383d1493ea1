-- CreateTable
CREATE TABLE "catalog"."variant_sales" (
    "variant_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "price_yen" INTEGER NOT NULL,
    "regular_price_yen" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "started" BOOLEAN NOT NULL DEFAULT false,
    "comparable" BOOLEAN NOT NULL DEFAULT false,
    "actor" TEXT NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "variant_sales_pkey" PRIMARY KEY ("variant_id")
);

-- CreateTable
CREATE TABLE "catalog"."variant_offers" (
    "variant_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "variant_offers_pkey" PRIMARY KEY ("variant_id","since")
);

-- CreateIndex
CREATE INDEX "variant_sales_product_id_idx" ON "catalog"."variant_sales"("product_id");

-- CreateIndex
CREATE INDEX "variant_sales_next_attempt_at_idx" ON "catalog"."variant_sales"("next_attempt_at");

-- AddForeignKey
ALTER TABLE "catalog"."variant_sales" ADD CONSTRAINT "variant_sales_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "catalog"."product_variants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."variant_offers" ADD CONSTRAINT "variant_offers_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "catalog"."product_variants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express.
ALTER TABLE "catalog"."variant_sales"
    ADD CONSTRAINT "variant_sales_price_check" CHECK (price_yen BETWEEN 1 AND regular_price_yen - 1 AND regular_price_yen <= 10000000),
    ADD CONSTRAINT "variant_sales_order_check" CHECK (starts_at < ends_at),
    ADD CONSTRAINT "variant_sales_actor_check" CHECK (actor ~ '^(STAFF|ADMIN|SERVICE|SYSTEM|COMMAND):.+$');
ALTER TABLE "catalog"."variant_offers"
    ADD CONSTRAINT "variant_offers_order_check" CHECK (since <= until);
CREATE UNIQUE INDEX "variant_offers_open_key" ON "catalog"."variant_offers"("variant_id") WHERE until IS NULL;

-- What is on sale in an older shop: it is known to be that since its product was last edited.
INSERT INTO "catalog"."variant_offers" (variant_id, since)
SELECT v.id, p.updated_at FROM "catalog"."product_variants" AS v JOIN "catalog"."products" AS p ON p.id = v.product_id
WHERE p.status = 'ACTIVE' AND p.deleted_at IS NULL AND v.withdrawn_at IS NULL;
