-- CreateTable
CREATE TABLE "catalog"."product_details" (
    "product_id" TEXT COLLATE "C" NOT NULL,
    "allergens" TEXT[],
    "temperature" TEXT NOT NULL DEFAULT 'AMBIENT',
    "shelf_life_days" INTEGER,
    "lead_time_days" INTEGER NOT NULL DEFAULT 0,
    "age_restricted" BOOLEAN NOT NULL DEFAULT false,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "labels" TEXT[] NOT NULL DEFAULT '{}',

    CONSTRAINT "product_details_pkey" PRIMARY KEY ("product_id")
);

-- CreateTable
CREATE TABLE "catalog"."attribute_definitions" (
    "code" TEXT COLLATE "C" NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "unit_ja" TEXT NOT NULL DEFAULT '',
    "unit_en" TEXT NOT NULL DEFAULT '',
    "choices" JSONB NOT NULL DEFAULT '[]',
    "filterable" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "attribute_definitions_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "catalog"."labels" (
    "code" TEXT COLLATE "C" NOT NULL,
    "name_ja" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "new_for_days" INTEGER,
    "position" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "labels_pkey" PRIMARY KEY ("code")
);

-- CreateIndex
CREATE INDEX "product_details_labels_idx" ON "catalog"."product_details" USING GIN ("labels");

-- AddForeignKey
ALTER TABLE "catalog"."product_details" ADD CONSTRAINT "product_details_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog"."products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express.
ALTER TABLE "catalog"."product_details"
    ADD CONSTRAINT "product_details_temperature_check" CHECK (temperature IN ('AMBIENT', 'CHILLED', 'FROZEN')),
    ADD CONSTRAINT "product_details_shelf_life_check" CHECK (shelf_life_days BETWEEN 1 AND 3650),
    ADD CONSTRAINT "product_details_lead_time_check" CHECK (lead_time_days BETWEEN 0 AND 365),
    ADD CONSTRAINT "product_details_attributes_check" CHECK (jsonb_typeof(attributes) = 'object');
ALTER TABLE "catalog"."attribute_definitions"
    ADD CONSTRAINT "attribute_definitions_kind_check" CHECK (kind IN ('TEXT', 'NUMBER', 'BOOLEAN', 'CHOICE', 'DATE')),
    ADD CONSTRAINT "attribute_definitions_choices_check" CHECK (jsonb_typeof(choices) = 'array');
ALTER TABLE "catalog"."labels"
    ADD CONSTRAINT "labels_new_for_days_check" CHECK (new_for_days BETWEEN 1 AND 365);

-- What every food hall says of its products.
INSERT INTO "catalog"."attribute_definitions" (code, name_ja, name_en, kind, filterable, position, choices) VALUES
    ('origin', '産地', 'Origin', 'CHOICE', true, 0, '[
        {"code": "hokkaido", "nameJa": "北海道", "nameEn": "Hokkaido"},
        {"code": "aomori", "nameJa": "青森県", "nameEn": "Aomori"},
        {"code": "iwate", "nameJa": "岩手県", "nameEn": "Iwate"},
        {"code": "miyagi", "nameJa": "宮城県", "nameEn": "Miyagi"},
        {"code": "akita", "nameJa": "秋田県", "nameEn": "Akita"},
        {"code": "yamagata", "nameJa": "山形県", "nameEn": "Yamagata"},
        {"code": "fukushima", "nameJa": "福島県", "nameEn": "Fukushima"},
        {"code": "ibaraki", "nameJa": "茨城県", "nameEn": "Ibaraki"},
        {"code": "tochigi", "nameJa": "栃木県", "nameEn": "Tochigi"},
        {"code": "gunma", "nameJa": "群馬県", "nameEn": "Gunma"},
        {"code": "saitama", "nameJa": "埼玉県", "nameEn": "Saitama"},
        {"code": "chiba", "nameJa": "千葉県", "nameEn": "Chiba"},
        {"code": "tokyo", "nameJa": "東京都", "nameEn": "Tokyo"},
        {"code": "kanagawa", "nameJa": "神奈川県", "nameEn": "Kanagawa"},
        {"code": "niigata", "nameJa": "新潟県", "nameEn": "Niigata"},
        {"code": "toyama", "nameJa": "富山県", "nameEn": "Toyama"},
        {"code": "ishikawa", "nameJa": "石川県", "nameEn": "Ishikawa"},
        {"code": "fukui", "nameJa": "福井県", "nameEn": "Fukui"},
        {"code": "yamanashi", "nameJa": "山梨県", "nameEn": "Yamanashi"},
        {"code": "nagano", "nameJa": "長野県", "nameEn": "Nagano"},
        {"code": "gifu", "nameJa": "岐阜県", "nameEn": "Gifu"},
        {"code": "shizuoka", "nameJa": "静岡県", "nameEn": "Shizuoka"},
        {"code": "aichi", "nameJa": "愛知県", "nameEn": "Aichi"},
        {"code": "mie", "nameJa": "三重県", "nameEn": "Mie"},
        {"code": "shiga", "nameJa": "滋賀県", "nameEn": "Shiga"},
        {"code": "kyoto", "nameJa": "京都府", "nameEn": "Kyoto"},
        {"code": "osaka", "nameJa": "大阪府", "nameEn": "Osaka"},
        {"code": "hyogo", "nameJa": "兵庫県", "nameEn": "Hyogo"},
        {"code": "nara", "nameJa": "奈良県", "nameEn": "Nara"},
        {"code": "wakayama", "nameJa": "和歌山県", "nameEn": "Wakayama"},
        {"code": "tottori", "nameJa": "鳥取県", "nameEn": "Tottori"},
        {"code": "shimane", "nameJa": "島根県", "nameEn": "Shimane"},
        {"code": "okayama", "nameJa": "岡山県", "nameEn": "Okayama"},
        {"code": "hiroshima", "nameJa": "広島県", "nameEn": "Hiroshima"},
        {"code": "yamaguchi", "nameJa": "山口県", "nameEn": "Yamaguchi"},
        {"code": "tokushima", "nameJa": "徳島県", "nameEn": "Tokushima"},
        {"code": "kagawa", "nameJa": "香川県", "nameEn": "Kagawa"},
        {"code": "ehime", "nameJa": "愛媛県", "nameEn": "Ehime"},
        {"code": "kochi", "nameJa": "高知県", "nameEn": "Kochi"},
        {"code": "fukuoka", "nameJa": "福岡県", "nameEn": "Fukuoka"},
        {"code": "saga", "nameJa": "佐賀県", "nameEn": "Saga"},
        {"code": "nagasaki", "nameJa": "長崎県", "nameEn": "Nagasaki"},
        {"code": "kumamoto", "nameJa": "熊本県", "nameEn": "Kumamoto"},
        {"code": "oita", "nameJa": "大分県", "nameEn": "Oita"},
        {"code": "miyazaki", "nameJa": "宮崎県", "nameEn": "Miyazaki"},
        {"code": "kagoshima", "nameJa": "鹿児島県", "nameEn": "Kagoshima"},
        {"code": "okinawa", "nameJa": "沖縄県", "nameEn": "Okinawa"},
        {"code": "japan", "nameJa": "国産", "nameEn": "Japan"},
        {"code": "abroad", "nameJa": "外国産", "nameEn": "Abroad"}
    ]'),
    ('manufacturer', '製造者', 'Manufacturer', 'TEXT', false, 1, '[]');

INSERT INTO "catalog"."labels" (code, name_ja, name_en, new_for_days, position) VALUES
    ('NEW', '新着', 'New', 30, 0),
    ('LIMITED', '数量限定', 'Limited quantity', NULL, 1),
    ('STORE_ONLY', '店頭限定', 'In store only', NULL, 2);
