-- Cards that are authorised and wait for their capture, by age: an authorisation lapses.
CREATE INDEX "payments_authorized_cards" ON "payments"."payments" (created_at) WHERE status = 'AUTHORIZED' AND method = 'CARD';
