-- AlterTable
ALTER TABLE "payments"."tasks" ADD COLUMN     "request_id" TEXT;
