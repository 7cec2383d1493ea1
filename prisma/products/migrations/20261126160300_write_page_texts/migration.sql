-- CreateTable
CREATE TABLE "catalog"."page_texts" (
    "subject" TEXT COLLATE "C" NOT NULL,
    "title_ja" TEXT NOT NULL,
    "title_en" TEXT NOT NULL,
    "description_ja" TEXT NOT NULL,
    "description_en" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "page_texts_pkey" PRIMARY KEY ("subject")
);
