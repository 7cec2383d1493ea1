-- What Prisma cannot express. How a name begins is a range, and of a large catalogue the planner takes the range that it sees for so
-- much better than any range that it plans the whole statement of suggestions anew for each key, which costs more than answering it.
-- In PL/pgSQL each session plans the ranges once, and the statement around them has nothing left to see.

-- Some products of which a name, in Japanese or in English, or the reading begins so: of each the first by its index.
CREATE FUNCTION "catalog"."documents_beginning"(prefix text, most integer) RETURNS TABLE (product_id text, popularity integer)
    LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 60 SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
    AS $$
    BEGIN
      RETURN QUERY
        (SELECT d.product_id, d.popularity FROM catalog.search_documents d
         WHERE left(d.names, 102) >= prefix AND left(d.names, 102) < prefix || U&'\+10FFFF'
         ORDER BY left(d.names, 102) LIMIT most)
        UNION ALL
        (SELECT d.product_id, d.popularity FROM catalog.search_documents d
         WHERE left(split_part(d.names, '$', 2), 102) >= prefix
           AND left(split_part(d.names, '$', 2), 102) < prefix || U&'\+10FFFF'
         ORDER BY left(split_part(d.names, '$', 2), 102) LIMIT most)
        UNION ALL
        (SELECT d.product_id, d.popularity FROM catalog.search_documents d
         WHERE left(d.reading, 102) >= prefix AND left(d.reading, 102) < prefix || U&'\+10FFFF'
         ORDER BY left(d.reading, 102) LIMIT most);
    END
    $$;

-- Queries that begin so and found something at least so often, the most frequent first: as they are typed, and their place.
CREATE FUNCTION "catalog"."queries_beginning"(prefix text, least_searches integer, most integer)
    RETURNS TABLE (typed text, place bigint)
    LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 8 SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
    AS $$
    BEGIN
      RETURN QUERY
        SELECT max(c.typed), row_number() OVER (ORDER BY sum(c.searches) DESC, c.phrase) FROM catalog.search_counts c
        WHERE c.phrase >= prefix AND c.phrase < prefix || U&'\+10FFFF'
        GROUP BY c.phrase HAVING sum(c.searches) - sum(c.without_results) >= least_searches
        ORDER BY sum(c.searches) DESC, c.phrase LIMIT most;
    END
    $$;

-- As before, and planned once by each session.
CREATE OR REPLACE FUNCTION "catalog"."some_documents"(wanted tsquery, others tsquery, most integer) RETURNS SETOF tid
    LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
    AS $$
    BEGIN
      RETURN QUERY SELECT d.ctid FROM catalog.search_documents d WHERE d.lexemes @@ wanted LIMIT most;
      IF NOT FOUND THEN
        RETURN QUERY SELECT d.ctid FROM catalog.search_documents d WHERE d.lexemes @@ others LIMIT most;
      END IF;
    END
    $$;
