-- CreateTable
CREATE TABLE "catalog"."category_renamings" (
    "category_id" TEXT COLLATE "C" NOT NULL,
    "after_product_id" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "category_renamings_pkey" PRIMARY KEY ("category_id")
);
