-- CreateTable
CREATE TABLE "catalog"."brands" (
    "id" TEXT COLLATE "C" NOT NULL,
    "slug" TEXT NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_en" TEXT NOT NULL DEFAULT '',
    "name_kana" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "description_ja" TEXT NOT NULL DEFAULT '',
    "description_en" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "brands_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalog"."slugs" (
    "kind" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "subject" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "slugs_pkey" PRIMARY KEY ("kind","slug")
);

-- AlterTable
ALTER TABLE "catalog"."products" ADD COLUMN     "brand_id" TEXT COLLATE "C",
ADD COLUMN     "slug" TEXT;

-- The address of something in letters, digits and hyphens, at most 60: `Yuzu Yokan` becomes `yuzu-yokan`.
CREATE FUNCTION "catalog"."slug_of"(name TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT trim(BOTH '-' FROM left(trim(BOTH '-' FROM regexp_replace(
        lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f''’]', '', 'g')), '[^a-z0-9]+', '-', 'g')), 60))
$$;

-- The first of `yuzu-yokan`, `yuzu-yokan-2`, … that nothing of its kind has had.
CREATE FUNCTION "catalog"."take_slug"(taken_kind TEXT, base TEXT, taken_by TEXT) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE
    candidate TEXT := base;
    number INTEGER := 1;
BEGIN
    LOOP
        INSERT INTO "catalog"."slugs" (kind, slug, subject) VALUES (taken_kind, candidate, taken_by)
        ON CONFLICT DO NOTHING;
        IF FOUND THEN RETURN candidate; END IF;
        number := number + 1;
        candidate := left(base, 54) || '-' || number;
    END LOOP;
END
$$;

-- The brands of a shop that is there already: one for each text in use. Digits of MD5 are digits of an id as well.
INSERT INTO "catalog"."brands" (id, slug, name_ja, name_en, created_at, updated_at)
SELECT used.id, "catalog"."take_slug"('BRAND', coalesce(nullif("catalog"."slug_of"(used.name_en), ''), 'brand'), used.id),
       used.brand, used.name_en, used.since, used.since
FROM (
    SELECT 'brd_0' || left(md5(brand), 25) AS id, brand, max(brand_en) AS name_en, min(created_at) AS since
    FROM "catalog"."products" GROUP BY brand ORDER BY min(id)
) AS used;

UPDATE "catalog"."products" AS p SET
    brand_id = b.id,
    slug = "catalog"."take_slug"('PRODUCT', coalesce(nullif("catalog"."slug_of"(p.name_en), ''), 'product'), p.id)
FROM "catalog"."brands" AS b WHERE b.name_ja = p.brand;

INSERT INTO "catalog"."slugs" (kind, slug, subject) SELECT 'CATEGORY', slug, id FROM "catalog"."categories";

DROP FUNCTION "catalog"."take_slug"(TEXT, TEXT, TEXT);
DROP FUNCTION "catalog"."slug_of"(TEXT);

ALTER TABLE "catalog"."products" ALTER COLUMN "brand_id" SET NOT NULL, ALTER COLUMN "slug" SET NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "brands_slug_key" ON "catalog"."brands"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "brands_name_ja_key" ON "catalog"."brands"("name_ja");

-- CreateIndex
CREATE INDEX "slugs_subject_idx" ON "catalog"."slugs"("subject");

-- CreateIndex
CREATE UNIQUE INDEX "products_slug_key" ON "catalog"."products"("slug");

-- CreateIndex
CREATE INDEX "products_brand_id_status_id_idx" ON "catalog"."products"("brand_id", "status", "id" DESC);

-- AddForeignKey
ALTER TABLE "catalog"."products" ADD CONSTRAINT "products_brand_id_fkey" FOREIGN KEY ("brand_id") REFERENCES "catalog"."brands"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express.
ALTER TABLE "catalog"."slugs"
    ADD CONSTRAINT "slugs_kind_check" CHECK (kind IN ('PRODUCT', 'CATEGORY', 'BRAND', 'COLLECTION')),
    ADD CONSTRAINT "slugs_slug_check" CHECK (slug ~ '^[a-z0-9-]{1,60}$');

-- A slug that was in use leads to what it named for ever: nobody else can take it.
CREATE TRIGGER "slugs_append_only"
    BEFORE UPDATE OR DELETE OR TRUNCATE ON "catalog"."slugs"
    FOR EACH STATEMENT EXECUTE FUNCTION "catalog"."refuse_change_of_changes"();
