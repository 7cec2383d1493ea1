-- AlterTable
ALTER TABLE "catalog"."attribute_definitions" ADD COLUMN     "retired" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "catalog"."labels" ADD COLUMN     "retired" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "catalog"."collections" ADD COLUMN     "retired" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "catalog"."product_shelves" ADD COLUMN     "tokens_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "catalog"."token_refreshes" (
    "word" TEXT COLLATE "C" NOT NULL,
    "after_product_id" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "token_refreshes_pkey" PRIMARY KEY ("word")
);

-- What Prisma cannot express. Almost no product waits for a moment: those are found at once.
CREATE INDEX "product_shelves_tokens_until_idx" ON "catalog"."product_shelves" ("tokens_until")
    WHERE shelf = '' AND tokens_until IS NOT NULL;

-- From here on words of labels and attributes are kept with the word itself, and no longer with the products that have it.
INSERT INTO "catalog"."facet_values" (token, facet, value, facet_ja, facet_en, label_ja, label_en, position)
SELECT 'label:' || code, 'label', code, 'ラベル', 'Label', name_ja, name_en, 0 FROM "catalog"."labels"
UNION ALL
SELECT 'attribute:' || a.code || '=' || (choice.value->>'code'), 'attribute:' || a.code, choice.value->>'code',
    a.name_ja, a.name_en, choice.value->>'nameJa', choice.value->>'nameEn', choice.place
FROM "catalog"."attribute_definitions" a, jsonb_array_elements(a.choices) WITH ORDINALITY AS choice (value, place)
WHERE a.filterable AND a.kind = 'CHOICE'
UNION ALL
SELECT 'attribute:' || a.code || '=' || yes.value, 'attribute:' || a.code, yes.value, a.name_ja, a.name_en, yes.ja, yes.en, yes.place
FROM "catalog"."attribute_definitions" a,
    (VALUES ('true', 'はい', 'Yes', 1), ('false', 'いいえ', 'No', 2)) AS yes (value, ja, en, place)
WHERE a.filterable AND a.kind = 'BOOLEAN'
ON CONFLICT (token) DO UPDATE SET facet_ja = excluded.facet_ja, facet_en = excluded.facet_en,
    label_ja = excluded.label_ja, label_en = excluded.label_en, position = excluded.position;
DELETE FROM "catalog"."facet_values" v USING "catalog"."attribute_definitions" a
WHERE v.facet = 'attribute:' || a.code AND NOT a.filterable;
