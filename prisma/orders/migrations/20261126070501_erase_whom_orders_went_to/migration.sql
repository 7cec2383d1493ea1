-- CreateTable
CREATE TABLE "orders"."erasures" (
    "customer_id" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erasures_pkey" PRIMARY KEY ("customer_id")
);
