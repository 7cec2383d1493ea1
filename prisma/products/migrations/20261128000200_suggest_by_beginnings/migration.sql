-- What Prisma cannot express. Products are found while this reads them; edits wait.
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
