-- What Prisma cannot express.
-- A search compares some sixty patterns with these texts. Their statistics say nothing of any, and made planning take longer than
-- the search itself. A column of the same type again forgets what is known of it, and writes no row.
ALTER TABLE "catalog"."search_documents"
    ALTER COLUMN "names" TYPE TEXT COLLATE "C", ALTER COLUMN "names" SET STATISTICS 0,
    ALTER COLUMN "words" TYPE TEXT COLLATE "C", ALTER COLUMN "words" SET STATISTICS 0,
    ALTER COLUMN "reading" TYPE TEXT COLLATE "C", ALTER COLUMN "reading" SET STATISTICS 0,
    ALTER COLUMN "category" TYPE TEXT COLLATE "C", ALTER COLUMN "category" SET STATISTICS 0,
    ALTER COLUMN "above" TYPE TEXT COLLATE "C", ALTER COLUMN "above" SET STATISTICS 0,
    ALTER COLUMN "brand" TYPE TEXT COLLATE "C", ALTER COLUMN "brand" SET STATISTICS 0,
    ALTER COLUMN "rest" TYPE TEXT COLLATE "C", ALTER COLUMN "rest" SET STATISTICS 0,
    ALTER COLUMN "loose" TYPE TEXT COLLATE "C", ALTER COLUMN "loose" SET STATISTICS 0;

-- How each name begins, and how it is read: suggestions are a range of each, whatever the catalogue.
-- A text is at most a hundred characters that are typed, behind the mark of its beginning.
CREATE INDEX "search_documents_name_ja_idx" ON "catalog"."search_documents" (left("names", 102));
CREATE INDEX "search_documents_name_en_idx" ON "catalog"."search_documents" (left(split_part("names", '$', 2), 102));
CREATE INDEX "search_documents_reading_idx" ON "catalog"."search_documents" (left("reading", 102));

-- Some documents of those that have these lexemes, or where there are none, the others. By the index alone: of many the planner would
-- rather read the table from its beginning, and guesses wrongly how far it has to.
CREATE FUNCTION "catalog"."some_documents"(wanted tsquery, others tsquery, most integer) RETURNS SETOF tid
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 20 SET enable_seqscan = off
    AS $$
      WITH nearest AS MATERIALIZED (SELECT ctid FROM catalog.search_documents WHERE lexemes @@ wanted LIMIT most)
      SELECT ctid FROM nearest
      UNION ALL
      SELECT ctid FROM (SELECT ctid FROM catalog.search_documents WHERE lexemes @@ others LIMIT most) document
      WHERE NOT EXISTS (SELECT FROM nearest)
    $$;
