-- A step that a person took names the person. Steps of an older shop may lack it: nobody knows any more.
ALTER TABLE "orders"."order_history"
    ADD CONSTRAINT "order_history_actor_check" CHECK (by NOT IN ('CUSTOMER', 'STAFF') OR actor_id IS NOT NULL) NOT VALID;
