-- CreateTable
CREATE TABLE "catalog"."picture_uploads" (
    "id" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "product_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "picture_id" TEXT,

    CONSTRAINT "picture_uploads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalog"."product_pictures" (
    "id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "variant_id" TEXT,
    "position" INTEGER NOT NULL,
    "alt_ja" TEXT NOT NULL,
    "alt_en" TEXT NOT NULL,
    "focal_x" DOUBLE PRECISION NOT NULL,
    "focal_y" DOUBLE PRECISION NOT NULL,
    "state" TEXT NOT NULL,
    "refusal" TEXT,
    "upload_id" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "content_hash" TEXT,
    "width" INTEGER NOT NULL DEFAULT 0,
    "height" INTEGER NOT NULL DEFAULT 0,
    "widths" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_pictures_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "picture_uploads_expires_at_idx" ON "catalog"."picture_uploads"("expires_at");

-- CreateIndex
CREATE INDEX "product_pictures_product_id_position_idx" ON "catalog"."product_pictures"("product_id", "position");

-- AddForeignKey
ALTER TABLE "catalog"."picture_uploads" ADD CONSTRAINT "picture_uploads_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog"."products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."product_pictures" ADD CONSTRAINT "product_pictures_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog"."products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."product_pictures" ADD CONSTRAINT "product_pictures_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "catalog"."product_variants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express.
CREATE INDEX "product_pictures_due_idx" ON "catalog"."product_pictures"("due_at") WHERE state = 'PENDING' AND removed_at IS NULL;
CREATE INDEX "product_pictures_removed_idx" ON "catalog"."product_pictures"("removed_at") WHERE removed_at IS NOT NULL;

ALTER TABLE "catalog"."picture_uploads"
    ADD CONSTRAINT "picture_uploads_secret_check" CHECK (octet_length(secret_hash) = 32),
    ADD CONSTRAINT "picture_uploads_bytes_check" CHECK (bytes BETWEEN 1 AND 104857600);

ALTER TABLE "catalog"."product_pictures"
    ADD CONSTRAINT "product_pictures_state_check" CHECK (state IN ('PENDING', 'READY', 'REFUSED')),
    ADD CONSTRAINT "product_pictures_refusal_check" CHECK ((state = 'REFUSED') = (refusal IS NOT NULL)),
    -- What is shown has files, and a place in the page before they have come.
    ADD CONSTRAINT "product_pictures_ready_check" CHECK (
        state <> 'READY' OR (content_hash IS NOT NULL AND width > 0 AND height > 0 AND cardinality(widths) > 0)
    ),
    ADD CONSTRAINT "product_pictures_hash_check" CHECK (content_hash ~ '^[0-9a-f]{32}$'),
    ADD CONSTRAINT "product_pictures_focal_check" CHECK (focal_x BETWEEN 0 AND 1 AND focal_y BETWEEN 0 AND 1);
