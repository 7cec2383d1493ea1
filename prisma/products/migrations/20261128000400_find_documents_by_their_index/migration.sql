-- What Prisma cannot express. Where the documents are that have these lexemes, by the index alone, whatever the planner knows of the
-- table: it takes each beginning of a word for a hundred pages to read, and of a small table rather reads every row and takes its
-- lexemes apart, which costs two to four times as much. In PL/pgSQL each session plans it once, also where no statement has a name.
CREATE FUNCTION "catalog"."documents_with"(wanted tsquery) RETURNS SETOF tid
    LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
    AS $$
    BEGIN
      RETURN QUERY SELECT ctid FROM catalog.search_documents WHERE lexemes @@ wanted;
    END
    $$;
