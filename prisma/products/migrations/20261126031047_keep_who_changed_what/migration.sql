-- CreateTable
CREATE TABLE "catalog"."variant_prices" (
    "variant_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "price_yen" INTEGER NOT NULL,
    "actor" TEXT NOT NULL,

    CONSTRAINT "variant_prices_pkey" PRIMARY KEY ("variant_id","version")
);

-- CreateTable
CREATE TABLE "catalog"."changes" (
    "id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "changes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "changes_subject_id_idx" ON "catalog"."changes"("subject", "id" DESC);

-- AddForeignKey
ALTER TABLE "catalog"."variant_prices" ADD CONSTRAINT "variant_prices_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "catalog"."product_variants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express.
ALTER TABLE "catalog"."changes"
    ADD CONSTRAINT "changes_actor_check" CHECK (actor ~ '^(CUSTOMER|STAFF|ADMIN|SERVICE|SYSTEM|COMMAND):.+$'),
    ADD CONSTRAINT "changes_operation_check" CHECK (operation <> ''),
    ADD CONSTRAINT "changes_fields_check" CHECK (jsonb_typeof(fields) = 'array');

CREATE FUNCTION "catalog"."refuse_change_of_changes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was changed stays as it was written down' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "changes_append_only"
    BEFORE UPDATE OR DELETE OR TRUNCATE ON "catalog"."changes"
    FOR EACH STATEMENT EXECUTE FUNCTION "catalog"."refuse_change_of_changes"();

ALTER TABLE "catalog"."variant_prices"
    ADD CONSTRAINT "variant_prices_actor_check" CHECK (actor ~ '^((CUSTOMER|STAFF|ADMIN|SERVICE|SYSTEM|COMMAND):.+|UNKNOWN)$'),
    ADD CONSTRAINT "variant_prices_price_check" CHECK (price_yen BETWEEN 1 AND 10000000);

-- The prices of an older shop: each is known to be that since its product was last edited.
INSERT INTO "catalog"."variant_prices" (variant_id, version, since, price_yen, actor)
SELECT v.id, v.version, p.updated_at, v.price_yen, 'UNKNOWN'
FROM "catalog"."product_variants" AS v JOIN "catalog"."products" AS p ON p.id = v.product_id;

CREATE TRIGGER "variant_prices_append_only"
    BEFORE UPDATE OR DELETE OR TRUNCATE ON "catalog"."variant_prices"
    FOR EACH STATEMENT EXECUTE FUNCTION "catalog"."refuse_change_of_changes"();

-- A price that is not in the history of its variant is refused at the commit: nobody can set one and forget to say who.
CREATE FUNCTION "catalog"."check_price_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT price_yen FROM "catalog"."product_variants" WHERE id = NEW.id) IS DISTINCT FROM (
        SELECT price_yen FROM "catalog"."variant_prices" WHERE variant_id = NEW.id ORDER BY version DESC LIMIT 1)
    THEN
        RAISE EXCEPTION 'the price of % is not in its history', NEW.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER "product_variants_price_kept" AFTER INSERT OR UPDATE OF price_yen ON "catalog"."product_variants"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "catalog"."check_price_is_kept"();
