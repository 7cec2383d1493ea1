-- A file that comes with an operation is kept before anybody has read for which product it is.
ALTER TABLE "catalog"."picture_uploads" ALTER COLUMN "product_id" DROP NOT NULL;
