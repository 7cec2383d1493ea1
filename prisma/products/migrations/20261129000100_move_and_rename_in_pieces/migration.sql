-- CreateTable
CREATE TABLE "catalog"."category_moves" (
    "category_id" TEXT COLLATE "C" NOT NULL,
    "after_product_id" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "category_moves_pkey" PRIMARY KEY ("category_id")
);

-- CreateTable
CREATE TABLE "catalog"."category_clearings" (
    "category_id" TEXT COLLATE "C" NOT NULL,
    "target_id" TEXT COLLATE "C" NOT NULL,
    "actor" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "category_clearings_pkey" PRIMARY KEY ("category_id")
);

-- CreateTable
CREATE TABLE "catalog"."brand_renamings" (
    "brand_id" TEXT COLLATE "C" NOT NULL,
    "after_product_id" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "brand_renamings_pkey" PRIMARY KEY ("brand_id")
);

-- What Prisma cannot express.
ALTER TABLE "catalog"."category_clearings"
    ADD CONSTRAINT "category_clearings_actor_check" CHECK (actor ~ '^(STAFF|ADMIN|SERVICE|SYSTEM|COMMAND):.+$');

-- A piece of the products of a category, or of a brand, is a range of one of these, behind the piece before.
-- CreateIndex
CREATE INDEX "products_category_id_id_idx" ON "catalog"."products"("category_id", "id");

-- CreateIndex
CREATE INDEX "products_brand_id_id_idx" ON "catalog"."products"("brand_id", "id");

-- The first of these does what this one did.
-- DropIndex
DROP INDEX "catalog"."products_category_id_idx";
