-- CreateTable
CREATE TABLE "catalog"."product_schedules" (
    "product_id" TEXT NOT NULL,
    "publish_at" TIMESTAMPTZ(3),
    "unpublish_at" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "product_schedules_pkey" PRIMARY KEY ("product_id")
);

-- CreateIndex
CREATE INDEX "product_schedules_next_attempt_at_idx" ON "catalog"."product_schedules"("next_attempt_at");

-- AddForeignKey
ALTER TABLE "catalog"."product_schedules" ADD CONSTRAINT "product_schedules_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog"."products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express.
ALTER TABLE "catalog"."product_schedules"
    ADD CONSTRAINT "product_schedules_some_check" CHECK (publish_at IS NOT NULL OR unpublish_at IS NOT NULL),
    ADD CONSTRAINT "product_schedules_order_check" CHECK (publish_at < unpublish_at);
