-- CreateTable
CREATE TABLE "catalog"."related_products" (
    "product_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "related_id" TEXT NOT NULL,

    CONSTRAINT "related_products_pkey" PRIMARY KEY ("product_id","position")
);

-- CreateTable
CREATE TABLE "catalog"."bought_together" (
    "product_id" TEXT NOT NULL,
    "other_id" TEXT NOT NULL,
    "orders" INTEGER NOT NULL,
    "heard_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bought_together_pkey" PRIMARY KEY ("product_id","other_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "related_products_product_id_related_id_key" ON "catalog"."related_products"("product_id", "related_id");

-- CreateIndex
CREATE INDEX "bought_together_product_id_orders_idx" ON "catalog"."bought_together"("product_id", "orders" DESC);

-- AddForeignKey
ALTER TABLE "catalog"."related_products" ADD CONSTRAINT "related_products_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog"."products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."related_products" ADD CONSTRAINT "related_products_related_id_fkey" FOREIGN KEY ("related_id") REFERENCES "catalog"."products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express.
ALTER TABLE "catalog"."related_products"
    ADD CONSTRAINT "related_products_other_check" CHECK (product_id <> related_id),
    ADD CONSTRAINT "related_products_position_check" CHECK (position BETWEEN 0 AND 19);
ALTER TABLE "catalog"."bought_together"
    ADD CONSTRAINT "bought_together_other_check" CHECK (product_id <> other_id),
    ADD CONSTRAINT "bought_together_orders_check" CHECK (orders > 0);
