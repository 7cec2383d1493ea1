-- What Prisma cannot express. Nobody reads or writes the table while this holds it, which is a moment: the indexes of these columns are
-- made by a migration of their own, behind this one, for they would be made anew within it.
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
